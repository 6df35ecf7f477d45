"""What the preview is measured by: from a saved paragraph to the reload of its page, from its start
to the first page, memory after many rebuilds, and requests a second from many clients. Called by
measurements.py. Every connection is to this machine.
"""

import contextlib
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time

import prepare
from measure import Failed, run

sys.path.insert(0, str(prepare.HERE.parent / "Tests/Preview"))
from preview import Preview  # noqa: E402

SAVES = 20
STARTS = 5
REBUILDS = 200
CLIENTS = 200
LOAD_SECONDS = 5
LOAD_PAGES = 500
PORT = 18400


def copy_of(bench, corpus):
    """A copy that may be edited, in a project's place."""
    folder = bench.workspace.fresh()
    shutil.copytree(corpus.content, folder / "content")
    return folder


@contextlib.contextmanager
def preview_of(bench, folder):
    with Preview(str(bench.study), folder, "--content", "content", port=PORT) as preview:
        preview.wait_for(r"\d+ pages? in", seconds=120)
        yield preview


def page_to_edit(folder):
    """A page of its own in the middle of the corpus, and its path in the site."""
    pages = sorted(path for path in (folder / "content").rglob("*.md")
                   if path.name.lower() not in ("index.md", "readme.md") and " " not in str(path))
    page = pages[len(pages) // 2]
    return page, page.relative_to(folder / "content").with_suffix("").as_posix() + "/index.html"


def save_paragraph(page, text, number):
    page.write_text(f"{text}\n\nA paragraph that changed {number} times.\n", encoding="utf-8")


def measure_serve(bench):
    """The preview: latency, start, memory, load."""
    print("\nPreview: from a saved paragraph to the reload event, the index after it "
          f"(medians of {SAVES})")
    for corpus in bench.corpora:
        folder = copy_of(bench, corpus)
        # Files younger than two seconds are read again at each look, as after a checkout.
        time.sleep(2.2)
        try:
            with preview_of(bench, folder) as preview:
                measure_saves(bench, corpus, folder, preview)
                if corpus.pages < 5000:
                    measure_memory(bench, corpus, folder, preview)
        except (AssertionError, OSError, TimeoutError) as failure:
            bench.failed(f"preview of {corpus.name}", failure)
    measure_start(bench)
    measure_load(bench)


def measure_saves(bench, corpus, folder, preview):
    page, path = page_to_edit(folder)
    text = page.read_text(encoding="utf-8")
    times = []
    with preview.events(path) as events:
        for number in range(SAVES + 2):
            # Somebody who types pauses longer; the index of the last save is made by then.
            time.sleep(0.3 if corpus.pages < 5000 else 2.5)
            start = time.perf_counter()
            save_paragraph(page, text, number)
            events.until("reload")
            times.append((time.perf_counter() - start) * 1000)
    times = times[2:]
    ms = statistics.median(times)
    print(f"  {corpus.name:16} {corpus.pages:6} pages {ms:8.1f} ms ({min(times):.1f}-{max(times):.1f})",
          flush=True)
    bench.numbers[corpus.name, "preview", "save ms"] = ms


def measure_memory(bench, corpus, folder, preview):
    page, path = page_to_edit(folder)
    text = page.read_text(encoding="utf-8")
    with preview.events(path) as events:
        def rebuild(number):
            save_paragraph(page, text, f"{number} of {REBUILDS}")
            events.until("reload")
        for number in range(20):
            rebuild(number)
        time.sleep(1)
        before = preview.memory()
        for number in range(REBUILDS):
            rebuild(1000 + number)
        time.sleep(1)
    growth = preview.memory() / before
    print(f"  {corpus.name:16} memory {before / 1024:.0f} MB, x {growth:.3f} after {REBUILDS} rebuilds",
          flush=True)
    bench.numbers[corpus.name, "preview", "growth"] = growth


def measure_start(bench):
    """From the start of the process to the first page, beside a build that writes nothing."""
    print(f"\nPreview: from start to the first page (medians of {STARTS})")
    for corpus in bench.corpora:
        folder = copy_of(bench, corpus)
        time.sleep(2.2)
        try:
            starts, checks = [], []
            for _ in range(STARTS):
                checks.append(run_check(bench, folder))
                starts.append(first_page(bench, folder))
        except (Failed, AssertionError, OSError) as failure:
            bench.failed(f"start of the preview of {corpus.name}", failure)
            continue
        start, check = statistics.median(starts), statistics.median(checks)
        print(f"  {corpus.name:16} {start:8.0f} ms, check {check:8.0f} ms, x {start / check:.2f}",
              flush=True)
        bench.numbers[corpus.name, "preview", "start"] = start / check


def run_check(bench, folder):
    """`study check` fails where there are warnings, which is no failure here."""
    start = time.perf_counter()
    subprocess.run([bench.study, "check", "--content", "content", "--quiet"], cwd=folder,
                   stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return (time.perf_counter() - start) * 1000


def first_page(bench, folder):
    start = time.perf_counter()
    with Preview(str(bench.study), folder, "--content", "content", port=PORT) as preview:
        if preview.get("/").status != 200:
            raise Failed("no first page")
        return (time.perf_counter() - start) * 1000


def measure_load(bench):
    """Requests a second from many clients, the same pages from Python's own server."""
    corpus = min(bench.corpora, key=lambda corpus: corpus.pages)
    try:
        load = prepare.load(bench.cache)
    except prepare.Unavailable as reason:
        print(f"skipped: many clients: {reason}")
        return
    folder = copy_of(bench, corpus)
    print(f"\nPreview: {CLIENTS} clients at once, pages of {corpus.name}, {LOAD_SECONDS} s each")
    try:
        run([bench.study, "build", "--content", folder / "content", "--output", folder / "out",
             "--quiet"], folder)
        pages = sorted(path.parent.relative_to(folder / "out").as_posix() + "/"
                       for path in (folder / "out").rglob("index.html")
                       if path.parent != folder / "out" and " " not in str(path))
        pages = random.Random(1).sample(pages, min(LOAD_PAGES, len(pages)))
        rows = []
        with preview_of(bench, folder) as preview:
            rows.append(("study", *ask(load, preview.port, "close", pages)))
            rows.append(("study, kept open", *ask(load, preview.port, "keep", pages)))
        with python_server(folder / "out") as port:
            rows.append(("http.server", *ask(load, port, "close", pages)))
    except (Failed, AssertionError, OSError) as failure:
        bench.failed("many clients", failure)
        return
    for name, rate, failed in rows:
        print(f"  {name:18} {rate:9.0f} requests/s, {failed} failed", flush=True)
    (_, own, failed), (_, kept, failed_too), (_, other, _) = rows
    bench.numbers["load", "study", "failed"] = failed + failed_too
    bench.numbers["load", "http.server", "share"] = other / own


def ask(load, port, mode, pages):
    done = subprocess.run(
        [load, str(port), str(CLIENTS), str(LOAD_SECONDS), mode], check=True, text=True,
        capture_output=True, input="".join(f"/{page}\n" for page in pages))
    good, failed, seconds = done.stdout.split()
    return int(good) / float(seconds), int(failed)


@contextlib.contextmanager
def python_server(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder,
         str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait()
