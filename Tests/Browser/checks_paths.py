"""Reading paths, previews of footnotes, the page with everything on it, and a site that runs from
right to left: a small project of its own, so that the corpus may change."""

import pathlib
import subprocess
import tempfile

from browsing import follow, served, Mode
from checks_accessibility import judge

FILES = {
    "index.md": "# Home\n\n- [A](a.md)\n",
    "a.md": "# A\n\nA word.[^1]\n\n[^1]: What it *means*.\n",
    "b.md": "# B\n\n## Part\n\nText, see [A](a.md).\n",
    "one.md": "---\nkind: path\nsteps: [a.md, b.md]\n---\n# One\n\nFirst.\n",
    "two.md": "---\nkind: path\nsteps: [b.md, a.md]\n---\n# Two\n\nSecond.\n",
}


def run(report, browser, site, modes, study):
    for language in ("en", "ar"):
        with tempfile.TemporaryDirectory() as folder:
            out = build(study, pathlib.Path(folder), language)
            with served(out) as base:
                mode = Mode("http", base, out)
                if language == "en":
                    check_progress(report, browser, mode)
                    check_current(report, browser, mode)
                    check_footnote(report, browser, mode)
                    check_print(report, browser, mode)
                else:
                    check_direction(report, browser, mode)


def build(study, folder, language):
    for name, text in FILES.items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "study.yml").write_text(f"title: T\nlanguage: {language}\n", encoding="utf-8")
    subprocess.run([study, "build", "--project", folder, "--quiet"], check=True)
    return folder / "site"


def check_progress(report, browser, mode):
    problems = []
    with browser.visit(mode.url("one/index.html")) as visit:
        page = visit.page
        boxes = page.locator(".path-step input")
        if boxes.count() != 2:
            problems.append(f"{boxes.count()} boxes")
        label = boxes.first.get_attribute("aria-label")
        if label != "I have read A":
            problems.append(f"a box says {label!r}")
        boxes.first.check()
        if page.locator(".path-progress").inner_text() != "1 of 2 read":
            problems.append("progress is not said")
        visit.go(mode.url("a/index.html"))
        if not page.locator(".path-read input").is_checked():
            problems.append("the step does not know that it was read")
        page.locator(".path-read input").uncheck()
        visit.go(mode.url("two/index.html"))
        if page.locator(".path-step input:checked").count():
            problems.append("what was taken back is still ticked on another path")
        problems += visit.problems()
    report.check("paths: what was read is kept, for all paths", problems)


def check_current(report, browser, mode):
    problems = []
    first = ".path-place:first-child"
    with browser.visit(mode.url("a/index.html")) as visit:
        page = visit.page
        if page.locator(".is-current").count():
            problems.append("a path is marked before one was taken")
        visit.go(mode.url("two/index.html"))
        visit.go(mode.url("a/index.html"))
        if "On the path Two: step 2 of 2" not in page.locator(first).inner_text():
            problems.append("the path taken is not first")
        follow(page.locator(".path-place:nth-child(2) .path-next"))
        if not page.url.endswith("/b/"):
            problems.append(f"the next step is {page.url}")
        if "On the path One: step 2 of 2" not in page.locator(first).inner_text():
            problems.append("the path followed is not first")
    with browser.visit(mode.url("a/index.html"), script=False) as visit:
        if visit.page.locator(".path-place a").count() != 4:
            problems.append("without script ways are missing")
        if visit.page.locator(".path-read").is_visible():
            problems.append("without script an empty line is shown")
    report.check("paths: the path a reader is on comes first", problems)


def check_footnote(report, browser, mode):
    problems = []
    with browser.visit(mode.url("a/index.html")) as visit:
        page = visit.page
        page.locator(".footnote-ref a").focus()
        page.wait_for_selector(".definition-card")
        if page.locator(".definition-card").inner_text().strip() != "What it means.":
            problems.append(f"it shows {page.locator('.definition-card').inner_text()!r}")
        judge(report, page, "preview of a footnote")
        page.keyboard.press("Escape")
        if page.locator(".definition-card").count():
            problems.append("Escape does not close it")
        follow(page.locator(".footnote-ref a"))
        follow(page.locator(".footnote-backref"))
        if not page.url.endswith("#fnref-1"):
            problems.append("the way back is missing")
    report.check("footnotes: a preview, and the way back", problems)


def check_print(report, browser, mode):
    problems = []
    with browser.visit(mode.url("print/index.html")) as visit:
        page = visit.page
        follow(page.locator("#p3 a[href='#p2']").first)
        if not page.url.endswith("#p2"):
            problems.append("a link to another page leads away")
        page.emulate_media(media="print")
        if page.locator(".site-header").is_visible():
            problems.append("paper shows the header")
        if not page.locator("#p5 h2").is_visible():
            problems.append("paper lacks a page")
        judge(report, page, "everything, on paper")
    report.check("print: everything on one page, on paper too", problems)


def check_direction(report, browser, mode):
    problems = []
    with browser.visit(mode.url("a/index.html"), width=1280) as visit:
        page = visit.page
        if page.locator("html").get_attribute("dir") != "rtl":
            problems.append("the page does not run from right to left")
        sidebar = page.locator(".sidebar").bounding_box()
        if sidebar["x"] < 640:
            problems.append("the sidebar is on the left")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append("it scrolls sideways")
        english = page.evaluate(
            """() => [...document.body.querySelectorAll('*')].flatMap((each) =>
              [each.getAttribute('aria-label') || '', each.children.length ? '' : each.textContent])
              .filter((text) => /[a-z]{4,}/i.test(text) && !/word|means|study|Home|Text/.test(text))"""
        )
        # The search's own words are checked where its table is.
        english = [text for text in english if "earch" not in text]
        if english:
            problems.append(f"English is left: {english[:5]}")
        judge(report, page, "from right to left")
    report.check("language: Arabic, from right to left", problems)
