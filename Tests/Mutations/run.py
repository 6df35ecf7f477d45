#!/usr/bin/env python3
"""Do the Swift tests notice when something that users rely on breaks? Run by `make mutations`:

    run.py [--only NAME ...] [--work FOLDER] [--swift PROGRAM]

Each entry of mutants.json is a change of one line, made in a copy of the repository. The tests it
names are built and run, and one of them has to fail. A mutant that no test notices, that does not
compile, or whose line is no longer there is a failure. One line for each; the exit code is 0 when
all were noticed. The copy stays in .build/mutations, so only the first run builds everything.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
# In seconds. A mutant may send a test into an endless loop: that is noticed too.
TEST_LIMIT = 600


class Copy:
    """A copy of the repository in which lines are changed and tests are run."""

    def __init__(self, folder, swift):
        self.folder, self.swift = folder, swift

    def update(self, changed=None):
        """Makes the copy what the repository is, but for `changed`: texts by path. Files that are
        right already are not touched, so that only what differs is built."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=PROJECT,
            check=True, capture_output=True, text=True).stdout
        for path in filter(None, listed.split("\0")):
            source = PROJECT / path
            if source.is_file():
                wanted = (changed or {}).get(path, source.read_bytes())
                self._write(path, wanted)

    def _write(self, path, wanted):
        file = self.folder / path
        if not file.is_file() or file.read_bytes() != wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(wanted)

    def build(self):
        """What the compiler says when it cannot build the tests; nothing when it can."""
        done = self._run("build", "--build-tests")
        return "" if done.returncode == 0 else done.stdout[-2000:]

    def passes(self, tests):
        try:
            return self._run("test", "--skip-build", "--disable-xctest", "--quiet", "--filter",
                             f"^({tests})\\.").returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def _run(self, *arguments):
        return subprocess.run(
            [self.swift, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=TEST_LIMIT if arguments[0] == "test" else None,
            env=os.environ | {"SWIFT_BACKTRACE": "enable=no"})


def outcome(copy, mutant):
    """`noticed`, or what is wrong."""
    text = (PROJECT / mutant["file"]).read_text(encoding="utf-8")
    count = text.count(mutant["old"])
    if count != 1:
        return f"its line occurs {count} times in {mutant['file']}"
    changed = text.replace(mutant["old"], mutant["new"]).encode()
    copy.update({mutant["file"]: changed})
    if said := copy.build():
        return f"does not compile: {said}"
    return "SURVIVES" if copy.passes(mutant["tests"]) else "noticed"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--work", type=pathlib.Path, default=PROJECT / ".build/mutations")
    parser.add_argument("--swift", default="swift")
    options = parser.parse_args()
    mutants = json.loads((HERE / "mutants.json").read_text(encoding="utf-8"))
    if options.only:
        mutants = [mutant for mutant in mutants if mutant["name"] in options.only]
    copy = Copy(options.work.resolve(), options.swift)
    copy.update()
    print("==> Building the tests in", copy.folder, flush=True)
    if said := copy.build():
        sys.exit(f"the tests do not build without a mutant: {said}")
    for tests in sorted({mutant["tests"] for mutant in mutants}):
        if not copy.passes(tests):
            sys.exit(f"{tests} fails without a mutant")
    failures = []
    for mutant in mutants:
        found = outcome(copy, mutant)
        if found != "noticed":
            failures.append(mutant["name"])
        print(f"{mutant['name']:24} {found}", flush=True)
    copy.update()
    print(f"{len(mutants) - len(failures)} of {len(mutants)} mutants noticed")
    if failures:
        print("not noticed:", *failures)
        sys.exit(1)


if __name__ == "__main__":
    main()
