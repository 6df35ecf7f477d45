"""What is measured. Each measurement is a function that runs commands, prints its table, and leaves
its numbers in the report, where targets.py finds them. Called by bench.py.

To add one (search), write such a function and name it in MEASUREMENTS.
"""

import re
import statistics
import subprocess
from dataclasses import dataclass, field

import prepare
from measure import Contender, Failed, median_ms, own_peak_mb, peak_mb, run, take_turns
from prepare import HERE
from serving import measure_serve

# Hugo is slow enough that three runs tell as much as seven of the others.
HUGO_RUNS = 3
REBUILD_RUNS = 3
GLOSSARY_RUNS = 5
GLOSSARY_TERMS = 10_000
VERSION_RUNS = 20
INDEX_RUNS = 3
# Slowest over fastest run. On an idle machine it stays below 1.2.
NOISY = 1.5


@dataclass
class Bench:
    """What every measurement is given, and where it leaves what it found. `numbers` has keys like
    ("powershell", "study", "ms"): on what, by whom, which. One that was not taken is absent."""
    study: object
    floor: object
    hugo: object  # None where it cannot be installed
    cache: object
    corpora: list
    runs: int
    workspace: object
    numbers: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)

    def failed(self, what, failure):
        self.failures.append(what)
        print(f"  FAILED {what}: " + str(failure).replace("\n", "\n    "))


def study_build(bench, corpus):
    return lambda out: [
        bench.study, "build", "--content", corpus.content, "--output", out, "--quiet"]


def wrote_all_pages(corpus):
    """A check that the work was done at all; whether it was done well is the tests' business."""
    def verify(out):
        found = sum(1 for _ in out.rglob("*.html"))
        if found < corpus.pages:
            raise Failed(f"wrote {found} HTML files for {corpus.pages} pages")
        # A scan cache kept beside the content would make every later run a rebuild.
        for folder in (corpus.content, corpus.content.parent):
            if (folder / ".study").exists():
                raise Failed(f"left {folder}/.study, so no run after it starts from nothing")
    return verify


def build_contenders(bench, corpus):
    verify = wrote_all_pages(corpus)
    contenders = [
        Contender("floor", lambda out: [bench.floor, corpus.content, out], bench.runs,
                  verify=verify),
        Contender("study", study_build(bench, corpus), bench.runs, verify=verify)]
    if bench.hugo:
        content = prepare.content_for_hugo(bench.cache, corpus)
        for name, highlighting in (("hugo", "false"), ("hugo+highlight", "true")):
            contenders.append(Contender(
                name,
                lambda out: [bench.hugo, "build", "--source", HERE / "hugo",
                             "--contentDir", content, "--destination", out,
                             "--noBuildLock", "--quiet"],
                min(HUGO_RUNS, bench.runs), verify=verify,
                environment={"HUGO_MARKUP_HIGHLIGHT_CODEFENCES": highlighting}))
    return contenders


def measure_build(bench):
    """The whole site from nothing, by each generator."""
    contenders = {corpus.name: build_contenders(bench, corpus) for corpus in bench.corpora}
    print("\nBuild from nothing (medians; peak is the highest of all runs)")
    print(f"  {'corpus':16} {'pages':>6}  {'generator':15} {'runs':>4} {'ms':>8} "
          f"{'fastest-slowest':>16} {'ms/page':>8} {'peak MB':>8} {'x floor':>8} {'study is':>9}")
    for corpus in bench.corpora:
        results = take_turns(contenders[corpus.name], bench.workspace)
        medians = {name: median_ms(r) for name, r in results.items() if not isinstance(r, Failed)}
        for name, runs in results.items():
            if isinstance(runs, Failed):
                bench.failed(f"{name} on {corpus.name}", runs)
                continue
            ms, times = medians[name], [r.ms for r in runs]
            spread = f"{min(times):.0f}-{max(times):.0f}"
            # Ratios are of this table's medians only: they were taken in turns.
            of_floor = f"{ms / medians['floor']:.2f}" if "floor" in medians else "-"
            study_is = f"{medians['study'] / ms:.2f} x" if "study" in medians else "-"
            # A process smaller than this one cannot be told from it; see measure.run.
            peak = peak_mb(runs)
            shown = f"{peak:.0f}" if peak > own_peak_mb() else f"<={peak:.0f}"
            print(f"  {corpus.name:16} {corpus.pages:6}  {name:15} {len(runs):4} {ms:8.0f} "
                  f"{spread:>16} {ms / corpus.pages:8.3f} {shown:>8} {of_floor:>8} {study_is:>9}",
                  flush=True)
            if max(times) > NOISY * min(times):
                print("    noisy: something else was using the machine; do not trust this row")
            bench.numbers[corpus.name, name, "ms"] = ms
            bench.numbers[corpus.name, name, "ms/page"] = ms / corpus.pages
            bench.numbers[corpus.name, name, "MB"] = peak


def files_in(folder):
    """Enough of each file's identity that rewriting it, even with the same bytes, shows."""
    status = {path: path.lstat() for path in folder.rglob("*") if not path.is_dir()}
    return {path: (s.st_mtime_ns, s.st_ino, s.st_size) for path, s in status.items()}


def measure_rebuild(bench):
    """A second build of an unchanged corpus over the first one's output. Files written are counted
    from outside, by modification times and inodes, and not believed from what `study` prints."""
    print("\nSecond build, nothing changed")
    print(f"  {'corpus':16} {'first ms':>9} {'second ms':>9} {'files':>7} {'written':>8}")
    for corpus in bench.corpora:
        folder = bench.workspace.fresh()
        out = folder / "out"
        command = study_build(bench, corpus)(out)
        try:
            first = run(command, folder)
            wrote_all_pages(corpus)(out)
            again, written = [], 0
            for _ in range(min(REBUILD_RUNS, bench.runs)):
                before = files_in(out)
                again.append(run(command, folder))
                after = files_in(out)
                # Entries that are new, gone or different; a file that changed is in both.
                written = max(written, len(dict(before.items() ^ after.items())))
        except Failed as failure:
            bench.failed(f"second build of {corpus.name}", failure)
            continue
        ms = median_ms(again)
        print(f"  {corpus.name:16} {first.ms:9.0f} {ms:9.0f} {len(after):7} {written:8}",
              flush=True)
        bench.numbers[corpus.name, "second build", "ms"] = ms
        bench.numbers[corpus.name, "second build", "files"] = written


def measure_glossary(bench):
    """The largest generated corpus with and without a glossary of GLOSSARY_TERMS terms."""
    generated = [corpus for corpus in bench.corpora if corpus.name.startswith("generated")]
    if not generated:
        return
    plain = max(generated, key=lambda corpus: corpus.pages)
    rich = prepare.with_glossary(bench.cache, plain, GLOSSARY_TERMS)
    results = take_turns(
        [Contender(name, study_build(bench, corpus), min(GLOSSARY_RUNS, bench.runs),
                   verify=wrote_all_pages(corpus))
         for name, corpus in (("without", plain), ("with", rich))], bench.workspace)
    print(f"\n{plain.name} with a glossary of {GLOSSARY_TERMS} terms")
    for name, runs in results.items():
        if isinstance(runs, Failed):
            bench.failed(f"{plain.name} {name} glossary", runs)
            return
        print(f"  {name:8} {median_ms(runs):8.0f} ms", flush=True)
        bench.numbers["glossary", name, "ms"] = median_ms(runs)


def measure_version(bench):
    """What it costs to start at all: every command pays it."""
    print(f"\nstudy --version, median of {VERSION_RUNS}")
    try:
        times = [run([bench.study, "--version"], bench.workspace.fresh()).ms
                 for _ in range(VERSION_RUNS)]
    except Failed as failure:
        bench.failed("study --version", failure)
        return
    ms = statistics.median(times)
    print(f"  {ms:.1f} ms ({min(times):.1f}-{max(times):.1f})", flush=True)
    bench.numbers["start", "study", "ms"] = ms


def measure_index(bench):
    """The search index alone: `study search` makes it without a page, and says how much memory it
    had before it began to answer. A process smaller than this one cannot be measured from outside,
    and its answering is not to be."""
    print("\nThe search index without a page (pages read and linked, index made)")
    print(f"  {'corpus':16} {'pages':>6} {'ms':>8} {'peak MB':>8}")
    for corpus in bench.corpora:
        found = []
        for _ in range(min(INDEX_RUNS, bench.runs)):
            result = subprocess.run(
                [bench.study, "search", "--timings", "--content", corpus.content, "word"],
                capture_output=True, text=True, cwd=bench.workspace.fresh())
            found += re.findall(r"^(\d+) ms, (\d+) MB at most: built$", result.stderr, re.M)
        if not found:
            bench.failed(f"index of {corpus.name}", Failed(result.stderr))
            continue
        ms = statistics.median(int(ms) for ms, _ in found)
        peak = max(int(peak) for _, peak in found)
        print(f"  {corpus.name:16} {corpus.pages:6} {ms:8.0f} {peak:8}", flush=True)
        bench.numbers[corpus.name, "index", "MB"] = peak


# In the order they are run and printed. The names are what --only takes.
MEASUREMENTS = {
    "build": measure_build, "rebuild": measure_rebuild, "glossary": measure_glossary,
    "version": measure_version, "index": measure_index, "serve": measure_serve}
