#!/usr/bin/env python3
"""A built site in a real browser. Run by `make test`:

    run.py --study BINARY [SITE_FOLDER] [--only PART ...] [--screenshots FOLDER]

Without SITE_FOLDER the project's own site is built into a temporary folder first. One line per
check; at the end of each lane its failures again and `N passed, N failed`; exit code 1 when a check
failed. Needs requirements.txt, Debian's chromium and firefox-esr, and a Java runtime; asks nothing
of the network.
"""

import argparse
import contextlib
import pathlib
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

import checks_accessibility
import checks_arrival
import checks_concepts
import checks_firefox
import checks_hostile
import checks_keyboard
import checks_pages
import checks_preview
import checks_paths
import checks_register
import checks_search
import checks_validity
import screenshots
from browsing import Browser, modes_of

PARTS = {
    "pages": checks_pages.run,
    "search": checks_search.run,
    "register": checks_register.run,
    "keyboard": checks_keyboard.run,
    "accessibility": checks_accessibility.run,
    "concepts": checks_concepts.run,
    "paths": checks_paths.run,
    "validity": checks_validity.run,
    "weight": checks_arrival.run_weight,
    "still": checks_arrival.run_still,
    "hostile": checks_hostile.run,
    "firefox": checks_firefox.run,
    "preview": checks_preview.run,
}
# Parts that run side by side, of about the same length.
LANES = [
    ["pages", "register", "paths", "concepts", "validity", "weight", "still", "preview", "hostile"],
    ["firefox", "accessibility", "keyboard", "search"],
]
PROJECT = pathlib.Path(__file__).resolve().parents[2]


class Report:
    """Counts the checks and prints one line for each."""

    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, name, problems):
        """`problems` is a list of sentences; an empty one is a pass."""
        if not problems:
            self.passed += 1
            print(f"ok    {name}", flush=True)
            return
        shown = "; ".join(str(problem) for problem in problems[:5])
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        self.failures.append(f"FAIL  {name}: {shown}{more}")
        print(self.failures[-1], flush=True)

    @contextlib.contextmanager
    def group(self, name):
        """A part that breaks off is a failed check, and the other parts still run."""
        try:
            yield
        except Exception as error:  # noqa: BLE001: whatever it is, it is reported
            self.check(name, [f"broke off: {type(error).__name__}: {error}"])


def build_site(study, folder):
    """The project's own site, built into `folder`."""
    subprocess.run(
        [study, "build", "--project", PROJECT, "--output", folder, "--quiet"], check=True
    )
    return pathlib.Path(folder)


def run_lanes(study, site):
    """All parts, in a process for each lane; their lines come as they are made."""
    command = [sys.executable, __file__, str(site), "--study", study, "--only"]
    lanes = [subprocess.Popen(command + lane) for lane in LANES]
    return max([lane.wait() for lane in lanes])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("site", nargs="?", help="a built site; without it, one is built")
    parser.add_argument("--study", required=True, help="the study program")
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), help="these parts only")
    parser.add_argument("--screenshots", metavar="FOLDER", help="take pictures, check nothing")
    options = parser.parse_args()
    study = str(pathlib.Path(options.study).resolve())
    report = Report()
    with contextlib.ExitStack() as stack:
        scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if options.site:
            site = pathlib.Path(options.site).resolve()
        else:
            site = build_site(study, scratch / "site")
        if not options.only and not options.screenshots:
            return run_lanes(study, site)
        modes = stack.enter_context(modes_of(site))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(Browser(playwright))
        if options.screenshots:
            screenshots.take(browser, modes[0], pathlib.Path(options.screenshots))
            return 0
        for name in options.only:
            with report.group(name):
                PARTS[name](report, browser, site, modes, study)
    # Failures once more, where they are seen.
    print("\n".join([*report.failures, f"{report.passed} passed, {len(report.failures)} failed"]))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
