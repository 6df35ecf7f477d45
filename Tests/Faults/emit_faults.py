#!/usr/bin/env python3
"""Publishing under faults: kill or fail `study build` at its k-th system call, look at the output.

    Tests/Faults/emit_faults.py PATH/TO/study [--faults N] [--seed S] [--in-place | --new] [--self-test]

It builds a small site, then builds a changed one over it once for every chosen fault, through
`strace -e inject`. After every fault it asserts

  1. the output is the old site or the new one, byte for byte and mode for mode;
  2. the user's own files, in the output and around it, are as they were;
  3. the next build succeeds, gives the new site, and leaves nothing behind beside it.

With `--in-place` the exchange of folders is made to fail (as on file systems that lack it), so that
the site is replaced file by file; then 1 is weaker: every *file* is the old or the new one.
With `--new` there is no output before the build, which then writes pages while it makes others; 1 is
then: there is none still, or it is the new site.
With `--self-test` the strict rule is applied to that weaker way of working, and must find faults:
it shows that the oracle can fail.

Needs strace (Debian package `strace`) and unshare. Prints one line per kind of fault and a total; the exit code
is 0 when all three held for every fault. `study` is used only through its command line.
"""

import argparse
import collections
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

# What is injected at which calls. A kill may come anywhere; an error only where it can occur.
KILLED = "openat write close mkdirat linkat renameat renameat2 unlinkat fchmod fchmodat flock " \
    "getdents64 read newfstatat fstat ftruncate".split()
ERRORS = {
    "openat": "ENOSPC EACCES EMFILE ENFILE EIO EINTR EROFS EDQUOT",
    "mkdirat": "ENOSPC EACCES EROFS EIO EDQUOT EMLINK",
    "write": "ENOSPC EIO EDQUOT EINTR EFBIG",
    "read": "EIO EINTR",
    "close": "EIO ENOSPC EDQUOT EINTR",
    "linkat": "ENOSPC EIO EPERM EMLINK EXDEV EDQUOT",
    "renameat2": "EIO ENOSPC EXDEV EINVAL EBUSY ENOSYS EROFS",
    "renameat": "EIO ENOSPC",
    "unlinkat": "EIO EROFS EBUSY EACCES",
    "getdents64": "EIO ENOMEM",
    "newfstatat": "EIO ENOMEM",
    "fstat": "EIO ENOMEM",
    "flock": "EINTR ENOLCK EWOULDBLOCK",
    "dup": "EMFILE",
    "fcntl": "EMFILE",
}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_content(folder, version):
    """A small site: pages that stay, change, come and go, and an asset."""
    write(f"{folder}/index.md", f"# Home\n\nVersion {version}, [topics](topics/stays.md).\n")
    write(f"{folder}/topics/stays.md", "# Stays\n\nThe same in both.\n")
    write(f"{folder}/topics/changes.md", f"# Changes\n\nVersion {version}.\n")
    write(f"{folder}/topics/only-{version}.md", f"# Only {version}\n\nHere in {version}.\n")
    write(f"{folder}/deep-{version}/down/page.md", f"# Deep {version}\n\nText.\n")
    write(f"{folder}/asset.txt", f"asset {version}\n" * 50_000)
    write(f"{folder}/same.txt", "the same asset\n" * 1000)


def tree(folder):
    """Every path below a folder with its mode and contents."""
    found = {}
    for where, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(where, name)
            status = os.lstat(path)
            if os.path.islink(path):
                what = "link " + os.readlink(path)
            elif os.path.isdir(path):
                what = "folder"
            else:
                with open(path, "rb") as file:
                    what = hashlib.sha256(file.read()).hexdigest()
            found[os.path.relpath(path, folder)] = (oct(status.st_mode), what)
    return found


class Sandbox:
    """The folder that one build sees: content, output, and things of the user's around them."""

    def __init__(self, root):
        self.root = root
        self.output = f"{root}/public/site"

    def around(self):
        """Everything but the output: what a build must leave as it was."""
        return {p: v for p, v in tree(self.root).items()
                if not p.startswith("public/site/") and p != "public/site"}


class Trial:
    """Runs faults against one prepared pair of sites and counts what came of them."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.study = os.path.abspath(options.study)
        for version in (1, 2):
            make_content(f"{work}/content-{version}", version)
        self.pristine = f"{work}/pristine"
        sandbox = self.prepare_first()
        self.old = tree(sandbox.output)
        self.beside = sorted({*os.listdir(f"{self.pristine}/public"), "site"})
        check = self.fresh("reference")
        self.run(check, [])
        self.new = tree(check.output)
        assert self.old != self.new, "the two sites are the same"
        self.counts = collections.Counter()
        self.paths = []
        self.complaints = []

    def prepare_first(self):
        sandbox = Sandbox(self.pristine)
        shutil.copytree(f"{self.work}/content-1", f"{self.pristine}/content")
        write(f"{self.pristine}/public/neighbour.txt", "not study's\n")
        write(f"{self.pristine}/public/.site-notes", "not study's\n")
        if self.options.new:
            shutil.rmtree(f"{self.pristine}/content")
            shutil.copytree(f"{self.work}/content-2", f"{self.pristine}/content")
            return sandbox
        outcome = self.run(sandbox, [])
        assert outcome.returncode in (0, 1), outcome.stderr.decode()
        write(f"{sandbox.output}/CNAME", "example.org\n")
        write(f"{sandbox.output}/mine/notes.txt", "mine\n")
        os.symlink("/nowhere", f"{sandbox.output}/mine/link")
        shutil.rmtree(f"{self.pristine}/content")
        shutil.copytree(f"{self.work}/content-2", f"{self.pristine}/content")
        return sandbox

    def fresh(self, name):
        root = f"{self.work}/{name}"
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["cp", "-a", self.pristine, root], check=True)
        return Sandbox(root)

    def run(self, sandbox, prefix, jobs="1"):
        command = [self.study, "build", "--content", f"{sandbox.root}/content",
                   "--output", sandbox.output, "--jobs", jobs]
        # Without its backtracer, which starts processes of its own, a crash is seen at once.
        environment = os.environ | {"SWIFT_BACKTRACE": "enable=no"}
        return subprocess.run(prefix + command, cwd="/", stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, timeout=30, env=environment)

    def calls(self):
        """For each system call, how often a thread makes it on a path of the sandbox. Also finds the
        paths: only calls on them are counted and failed, or else the loading of the program, whose
        calls come first, would take all the faults."""
        log = f"{self.work}/calls.log"
        sandbox = self.fresh("trial")
        self.run(sandbox, self.strace(log) + self.exchange_refused())
        with open(log, encoding="utf-8", errors="replace") as lines:
            found = re.findall(r'[<"](/[^>"]+)[>"]', lines.read())
        self.paths = sorted({path for path in found if path.startswith(sandbox.root)})
        sandbox = self.fresh("trial")
        self.run(sandbox, self.strace(log, self.paths) + self.exchange_refused())
        counts = collections.defaultdict(collections.Counter)
        with open(log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                match = re.match(r"(\d+) +(\w+)\(", line)
                if match:
                    counts[match[2]][match[1]] += 1
        return {call: range(1, max(found.values()) + 1) for call, found in counts.items()}

    def strace(self, log, paths=()):
        """The start of a command. In a process namespace of its own the program always has the same
        number, so the names that it makes of it are the same in every trial."""
        namespace = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
        if os.geteuid() != 0:
            namespace.append("--map-root-user")
        return namespace + ["strace", "-f", "-y", "-o", log] + [f"-P{path}" for path in paths]

    def exchange_refused(self):
        return ["-e", "inject=renameat2:error=ENOSYS"] if self.options.in_place else []

    def faults(self):
        """All faults worth trying, in an order that the seed decides."""
        numbers = self.calls()
        every = []
        for call in KILLED:
            every += [(call, "signal=KILL", k) for k in numbers.get(call, ())]
        for call, errors in ERRORS.items():
            for error in errors.split():
                every += [(call, f"error={error}", k) for k in numbers.get(call, ())]
        if self.options.in_place:
            every = [fault for fault in every if fault[0] != "renameat2"]
        random.Random(self.options.seed).shuffle(every)
        return every

    def is_allowed(self, found):
        if found in (self.old, self.new):
            return True
        if not self.options.in_place or self.options.self_test:
            return False
        known = (self.old, self.new)
        for path, what in found.items():
            if path in (".study-manifest", ".study-lock") or path.startswith(".study-staging"):
                continue
            if all(site.get(path) != what for site in known):
                return False
        return all(found.get(path) == what for path, what in self.old.items()
                   if self.new.get(path) == what and path != ".study-manifest")

    def attempt(self, fault):
        call, what, number = fault
        sandbox = self.fresh("trial")
        around = sandbox.around()
        log = f"{self.work}/trial.log"
        prefix = self.strace(log, self.paths)
        prefix += ["-e", f"inject={call}:{what}:when={number}"] + self.exchange_refused()
        try:
            outcome = self.run(sandbox, prefix)
        except subprocess.TimeoutExpired:
            return self.complain(fault, "the build did not end")
        with open(log, encoding="utf-8", errors="replace") as lines:
            text = lines.read()
        hit = "killed by SIGKILL" in text or re.search(rf"{call}\(.*INJECTED", text)
        self.counts["hit" if hit else "missed"] += 1
        self.counts[what.split("=")[1]] += 1
        found = tree(sandbox.output)
        if not self.is_allowed(found):
            self.complain(fault, "the output is neither the old site nor the new one", found)
        settled = found
        if self.options.in_place:  # its own things may still lie there, with a warning
            settled = {p: v for p, v in found.items() if not p.startswith(".study-staging")}
        if outcome.returncode == 0 and settled != self.new:
            self.complain(fault, "the build says that all is well, but the site is not the new one")
        if outcome.returncode not in (0, 1) and found == self.old:
            self.counts["old kept"] += 1
        changed = {path for path, value in around.items() if sandbox.around().get(path) != value
                   and path != "public"}
        if changed:
            self.complain(fault, f"files outside the output changed: {sorted(changed)}")
        again = self.run(sandbox, [])
        if again.returncode not in (0, 1):
            self.complain(fault, "the next build failed: " + again.stderr.decode().strip())
        elif tree(sandbox.output) != self.new:
            self.complain(fault, "the next build did not give the new site", tree(sandbox.output))
        if sorted(os.listdir(f"{sandbox.root}/public")) != self.beside:
            self.complain(fault, f"left behind: {os.listdir(f'{sandbox.root}/public')}")
        return None

    def complain(self, fault, text, found=None):
        if found is not None:
            differs = {p for s in (self.old, self.new) for p in set(s) ^ set(found)}
            text += f" ({sorted(differs)[:6]})"
        self.complaints.append((fault, text))
        if len(self.complaints) <= 20 and not self.options.self_test:
            print(f"FAULT {fault[0]} {fault[1]} at {fault[2]}: {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("study", help="the program to test")
    parser.add_argument("--faults", type=int, default=0, help="how many to try (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--work", help="a folder for the trials (default: a temporary one)")
    options = parser.parse_args()
    options.in_place = options.in_place or options.self_test
    if not shutil.which("strace"):
        sys.exit("strace is missing: apt-get install strace")
    with tempfile.TemporaryDirectory(prefix="emit-faults-", dir=options.work) as work:
        trial = Trial(options, work)
        faults = trial.faults()
        total = len(faults)
        if options.faults:
            faults = faults[:options.faults]
        for fault in faults:
            trial.attempt(fault)
    counts = dict(sorted(trial.counts.items()))
    print(f"{len(faults)} of {total} faults tried, seed {options.seed}: {counts}")
    print(f"{len(trial.complaints)} complaints")
    if options.self_test:
        sys.exit(0 if trial.complaints else "the oracle found nothing, so it cannot fail")
    sys.exit(1 if trial.complaints else 0)


if __name__ == "__main__":
    main()
