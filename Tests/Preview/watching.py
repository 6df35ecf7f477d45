#!/usr/bin/env python3
"""Edits as people and programs make them, seen by `study serve`: each gives one rebuild, none is
lost, none is read by half, and what is served in the end is what a clean build gives.

    Tests/Preview/watching.py PATH/TO/study [--soak N]

One line for each scene; the exit code is 0 when all are well. `--soak` sets the number of rebuilds
of the last scene (default 200).
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
from preview import TIMEOUT, Preview, Report, make_project, until, write

SCENES = []


def scene(name):
    def register(function):
        SCENES.append((name, function))
        return function
    return register


# So many files change at once in no scene, so the line about them is told from all others.
MARKS = 7


class Stage:
    def __init__(self, study, report, soak):
        self.study, self.report, self.soak = study, report, soak
        self.folder = tempfile.TemporaryDirectory()
        self.root = make_project(pathlib.Path(self.folder.name) / "project")
        self.marked = 0
        self.mark()

    def start(self, *arguments, **options):
        preview = Preview(self.study, self.root, *arguments, **options)
        preview.wait_for(r"\d+ pages? in")
        return preview

    def write(self, path, text):
        write(self.root, path, text)

    def is_clean(self, preview):
        """Whether the preview serves what a build from nothing gives."""
        output = pathlib.Path(self.folder.name) / "clean"
        shutil.rmtree(output, ignore_errors=True)
        subprocess.run([self.study, "build", "--output", output, "--quiet"], cwd=self.root,
                       check=True, capture_output=True)
        wrong = []
        for file in output.rglob("*"):
            path = file.relative_to(output).as_posix()
            if not file.is_file() or path.startswith(".study"):
                continue
            served = preview.get("/" + urllib.parse.quote(path)).body
            built = file.read_bytes()
            if path.endswith(".html"):
                served = without_preview(served)
                served, built = served.split(), built.split()
            if served != built and path != "404.html":
                wrong.append(path)
        self.report.check(wrong == [], f"not what a clean build gives: {wrong[:5]}")
        return wrong == []

    def mark(self):
        for number in range(MARKS):
            self.write(f"content/marks/{number}.txt", str(self.marked))

    def settles(self, preview):
        """Until everything that happened before this call was looked at and built. The number of
        builds so far, without those that this function causes. It makes a last edit and waits for
        the line about it: looks and builds come one after the other."""
        self.marked += 1
        with preview.paused():
            self.mark()
        preview.wait_for(f"{MARKS} files changed", count=self.marked)
        return preview.builds() - self.marked


def without_preview(html):
    html = re.sub(rb'<script src="/.study/preview.js"[^>]*></script>', b"", html)
    # Links to the editor are the preview's as well.
    return re.sub(rb'<p class="edit">.*?</p>', b"", html)


def shows(preview, page, text):
    return until(lambda: text.encode() in preview.get(page).body)


@scene("J01 the system allows no more watches: looks from time to time, and says so")
def no_watches(s):
    if not shutil.which("strace"):
        print("skipped  no strace")
        return
    inject = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=inotify_add_watch", "-e",
              "inject=inotify_add_watch:error=ENOSPC")
    # A tracer does not hand signals on to what it traces: the preview itself has to be ended.
    with s.start(prefix=inject) as preview:
        try:
            s.report.check("fs.inotify.max_user_watches" in preview.output(), "does not say what to do")
            s.write("content/one.md", "# One\n\nSeen without watching.\n")
            s.report.check(shows(preview, "/one/", "Seen without watching"), "never seen")
            s.write("content/new/page.md", "# New\n\nIn a new folder.\n")
            s.report.check(shows(preview, "/new/page/", "In a new folder"), "a new folder is not seen")
            s.is_clean(preview)
        finally:
            children = pathlib.Path(
                f"/proc/{preview.process.pid}/task/{preview.process.pid}/children").read_text().split()
            for child in children:
                os.kill(int(child), signal.SIGTERM)
            preview.process.wait(TIMEOUT)


@scene("J02 twenty thousand files at once: one look at everything, one rebuild in the end")
def many_files(s):
    with s.start() as preview:
        before = s.settles(preview)
        with preview.paused():
            # More events than the kernel keeps (16,384), of files that no site publishes.
            for number in range(20_000):
                path = s.root / f"content/.checkout-{number % 50}~"
                path.write_text(str(number))
            for number in range(500):
                s.write(f"content/many/page-{number}.md", f"# Page {number}\n\nText.\n")
        s.report.check(shows(preview, "/many/page-499/", "Page 499"), "the last page is not there")
        count = s.settles(preview)
        s.report.check(count - before == 1, f"{count - before} rebuilds")
        s.is_clean(preview)
        s.report.check(s.settles(preview) == count, "the look feeds itself")
        with preview.rebuilding():
            shutil.rmtree(s.root / "content/many")
        s.settles(preview)
        s.is_clean(preview)


@scene("J03 ways to save: over a temporary file, cut and written, in pieces, ten in a row")
def saving(s):
    page = s.root / "content/one.md"
    with s.start() as preview:
        def one_rebuild(what, save, text):
            before = s.settles(preview)
            with preview.paused():
                save()
            s.report.check(shows(preview, "/one/", text), f"{what}: not seen")
            count = s.settles(preview) - before
            s.report.check(count == 1, f"{what}: {count} rebuilds")

        def over():
            new = page.with_name(".one.md.swp")
            new.write_text("# One\n\nSaved over.\n")
            new.rename(page)

        def vim():
            probe = page.with_name("4913")
            probe.touch()
            probe.unlink()
            page.rename(page.with_name("one.md~"))
            page.write_text("# One\n\nSaved by vim.\n")
            page.with_name("one.md~").unlink()

        def pieces():
            with page.open("w") as file:
                for piece in ("# One\n\n", "Saved ", "in ", "pieces.\n"):
                    file.write(piece)
                    file.flush()

        def ten():
            for number in range(10):
                page.write_text(f"# One\n\nSave number {number}.\n")

        def several():
            for name in ("one", "two"):
                s.write(f"content/{name}.md", f"# {name}\n\nSaved together.\n")

        one_rebuild("over", over, "Saved over")
        one_rebuild("vim", vim, "Saved by vim")
        one_rebuild("pieces", pieces, "Saved in pieces")
        one_rebuild("ten", ten, "Save number 9")
        one_rebuild("several", several, "Saved together")
        one_rebuild("touch", lambda: (os.utime(page), page.write_text("# One\n\nTouched.\n")), "Touched")
        before = s.settles(preview)
        os.utime(page)
        (s.root / "content/.hidden").write_text("x")
        s.report.check(s.settles(preview) == before, "a rebuild for nothing")
        # The same number of bytes, within one step of the file system's clock; some while the one
        # before is being built, some after it was.
        for number in range(30):
            before = preview.builds()
            page.write_text(f"# One\n\nQuick {number:02}.\n")
            if number % 3 == 0:
                until(lambda: preview.builds() > before)
        s.report.check(shows(preview, "/one/", "Quick 29"), "the last of quick saves is lost")
        s.is_clean(preview)


@scene("J03 a page is never read by half")
def halves(s):
    page = s.root / "content/one.md"
    whole = "# One\n\n" + "A line of the page.\n" * 2000 + "\nThe end.\n"
    page.write_text(whole)
    with s.start() as preview:
        judged = number = 0
        while judged < 20 and number < 200:
            number += 1
            times, are_whole = [time.monotonic()], True
            with page.open("w") as file:
                for start in range(0, len(whole), 10_000):
                    file.write(whole[start:start + 10_000])
                    file.flush()
                    # Each answer is a turn of the loop, which by then has seen the write.
                    for _ in range(4):
                        are_whole &= b"The end." in preview.get("/one/").body
                    times.append(time.monotonic())
                file.write(f"Version {number}.\n")
            times.append(time.monotonic())
            s.report.check(shows(preview, "/one/", f"Version {number}."), f"version {number} not seen")
            # The preview waits 400 ms for a writer that pauses, and two seconds at most for any. A
            # round in which the machine made this one slower says nothing.
            pauses = [end - start for start, end in zip(times, times[1:])]
            if max(pauses) < 0.3 and times[-1] - times[0] < 1.5:
                judged += 1
                s.report.check(are_whole, f"half a page in version {number}")
        if judged < 20:
            print(f"        only {judged} of {number} rounds were quick enough to be judged")


@scene("J04 folders that are deleted, moved and made again")
def folders(s):
    with s.start() as preview:
        content = s.root / "content"
        content.rename(s.root / "away")
        preview.wait_for(r"the last good site stays")
        s.report.check(preview.get("/one/").status == 200, "the last good site is gone")
        with preview.rebuilding():
            (s.root / "away").rename(content)
        s.write("content/one.md", "# One\n\nMoved back.\n")
        s.report.check(shows(preview, "/one/", "Moved back"), "not seen after it was moved back")
        copy = s.root.parent / "copy"
        shutil.copytree(content, copy, symlinks=True)
        with preview.rebuilding():
            shutil.rmtree(content)
        preview.wait_for(r"the last good site stays", count=2)
        with preview.rebuilding():
            shutil.copytree(copy, content, symlinks=True)
        s.write("content/one.md", "# One\n\nMade again.\n")
        s.report.check(shows(preview, "/one/", "Made again"), "not seen after it was made again")
        s.write("content/deep/er/page.md", "# Deeper\n\nFirst.\n")
        s.report.check(shows(preview, "/deep/er/page/", "First"), "a new folder is not seen")
        shutil.rmtree(content / "deep/er")
        s.write("content/deep/er/page.md", "# Deeper\n\nSecond.\n")
        s.report.check(shows(preview, "/deep/er/page/", "Second"), "a folder made again is not seen")
        s.is_clean(preview)
        # Stopped as by Control-Z, and gone on with.
        with preview.paused():
            s.write("content/one.md", "# One\n\nWhile it slept.\n")
        s.report.check(shows(preview, "/one/", "While it slept"), "asleep, it missed an edit")


@scene("J05 a mistake: the last good site stays, every open page is told, and told when it is fixed")
def mistakes(s):
    with s.start() as preview, preview.events("one/index.html") as events:
        events.until("problems")
        s.write("content/one.md", "# One\n\nFine <b>text</b>.\n\x00\n")
        found = json.loads(events.until("problems", where=lambda data: '"warnings":[]' not in data))
        s.report.check(found["warnings"][0]["place"] == "content/one.md:4:1",
                       f"the warning is at {found['warnings'][:1]}")
        s.report.check(found["warnings"][0]["href"].endswith("/content/one.md:4:1"),
                       "no link to the line")
        s.report.check(shows(preview, "/one/", "Fine &lt;b&gt;"), "the page is not shown as its text")
        s.write("content/one.md", "# One\n\nFixed.\n")
        events.until("problems", where=lambda data: '"warnings":[]' in data)
        s.report.check(shows(preview, "/one/", "Fixed"), "the fixed page is not served")
        s.write("content/one.md", "# One\n\n[Nowhere](nowhere.md).\n")
        found = json.loads(events.until("problems", where=lambda data: '"warnings":[]' not in data))
        s.report.check(found["warnings"][0]["place"] == "content/one.md:3:1", "no warning on its page")
        s.write("study.yml", "title: [\n")
        found = json.loads(events.until("problems", where=lambda data: '"errors":[]' not in data))
        s.report.check("study.yml" in found["errors"][0]["place"], "a mistake in study.yml")
        s.report.check(b"Nowhere" in preview.get("/one/").body, "the last good site is gone")
        s.write("study.yml", "title: Another\n")
        events.until("problems", where=lambda data: '"errors":[]' in data)
        s.report.check(shows(preview, "/two/", "Another"), "study.yml is not read again")
        s.write("templates/listing.mustache", "{{#items}}")
        events.until("problems", where=lambda data: '"errors":[]' not in data)
        (s.root / "templates/listing.mustache").unlink()
        events.until("problems", where=lambda data: '"errors":[]' in data)
        s.write("templates/assets/own.css", "p { color: red }\n")
        events.until("files", where=lambda data: data == '["assets/site.css"]')
        s.write("content/img/dot.png", "another picture")
        events.until("files", where=lambda data: data == '["img/dot.png"]')
        s.write("content/one.md", "# One\n\nThe end.\n")
        shows(preview, "/one/", "The end")
        s.is_clean(preview)


@scene("J05 a project that begins with a mistake is shown when it is fixed")
def begins_broken(s):
    settings = (s.root / "study.yml").read_text()
    s.write("study.yml", "title: [\n")
    with s.start() as preview:
        answer = preview.get("/")
        s.report.check(answer.status == 404 and b"preview.js" in answer.body, "no page to wait on")
        with preview.events("index.html", version=0) as events:
            s.report.check('"errors":[]' not in events.until("problems"), "the page is told nothing")
            s.write("study.yml", settings)
            events.until("reload")
        s.report.check(preview.get("/").status == 200, "not shown")


@scene("J06 the output folder within the content: no rebuild follows from a build")
def output_inside(s):
    s.write("study.yml", "title: Inside\noutput: content/site\n")
    with s.start() as preview:
        count = s.settles(preview)
        subprocess.run([s.study, "build", "--quiet"], cwd=s.root, check=True, capture_output=True)
        found = s.settles(preview)
        s.report.check(found == count, f"{found - count} rebuilds")
        s.report.check((s.root / "content/site/index.html").exists(), "nothing was built")
        s.write("content/one.md", "# One\n\nAfterwards.\n")
        s.report.check(shows(preview, "/one/", "Afterwards"), "not seen")
        s.report.check(s.settles(preview) == count + 1, "more than one rebuild")


@scene("a site below a path")
def below_path(s):
    with s.start("--base", "/sub/path") as preview:
        s.report.check(preview.get("/sub/path/one/").status == 200, "the page is not there")
        s.report.check(preview.get("/one/").status == 404, "the page is elsewhere too")
        s.report.check(preview.get("/").fields.get("location") == "/sub/path/", "the root leads nowhere")
        missing = preview.get("/sub/path/a/b/c/")
        s.report.check(missing.status == 404 and b'href="/sub/path/assets/site.css"' in missing.body,
                       "the page for misses has no style")
        s.report.check(preview.get("/sub/path/one").fields.get("location") == "/sub/path/one/", "redirect")


@scene("J07 many rebuilds: memory and open files stay where they are")
def soak(s):
    for number in range(100):
        s.write(f"content/more/page-{number}.md", f"# Page {number}\n\n" + "Some text. " * 200 + "\n")
    generator = random.Random(1)
    with s.start() as preview, preview.events("one/index.html") as events:
        events.until("problems")

        def rebuild(number):
            s.write("content/one.md", f"# One\n\nVersion {number}. [[Page {number % 100}]]\n")
            if number % 10 == 0:
                page = generator.randrange(100)
                s.write(f"content/more/page-{page}.md", f"# Page {page}\n\nAgain {number}.\n")
            events.until("reload")

        for number in range(50):
            rebuild(number)
        files, memory = preview.open_files(), preview.memory()
        for number in range(s.soak):
            rebuild(50 + number)
        s.report.check(until(lambda: preview.open_files() == files),
                       f"{preview.open_files() - files} more files")
        # The index of the last page may still be in the making.
        until(lambda: preview.memory() < memory * 1.1)
        grown = preview.memory() / memory - 1
        s.report.check(grown < 0.10, f"memory grew by {grown:.0%}")
        print(f"        {s.soak} rebuilds: memory {memory >> 10} MiB, {grown:+.1%}")
        s.is_clean(preview)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("study")
    parser.add_argument("--soak", type=int, default=200)
    parser.add_argument("--only", nargs="+", default=[])
    options = parser.parse_args()
    report = Report()
    for name, function in SCENES:
        if not options.only or name.split()[0] in options.only:
            stage = Stage(os.path.abspath(options.study), report, options.soak)
            report.group(name, lambda: function(stage))
            stage.folder.cleanup()
    print(f"{report.count} checks, {report.failed} scenes failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
