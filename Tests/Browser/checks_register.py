"""The search page without JavaScript: an alphabetical index, the questions, the tree of pages."""

import pathlib
import subprocess
import tempfile

from browsing import follow, modes_of


def run(report, browser, site, modes, study):
    for mode in served(modes):
        with report.group(f"index, {mode.name}"):
            check_index(report, browser, mode)
    with report.group("index of a small site"), tempfile.TemporaryDirectory() as scratch:
        check_small_site(report, browser, study, pathlib.Path(scratch))
    with report.group("index of a large site"), tempfile.TemporaryDirectory() as scratch:
        check_large_site(report, browser, study, pathlib.Path(scratch))


def served(modes):
    """Without a script nothing leads from a folder on disk to the index.html in it: the links of
    pages opened from disk are completed by site.js."""
    return [mode for mode in modes if mode.name != "file"]


def check_index(report, browser, mode):
    problems = []
    with browser.visit(mode.url("index.html"), script=False) as visit:
        page = visit.page
        follow(page.locator("[data-search-open]").first)
        if not page.url.endswith("search/"):
            problems.append(f"Search leads to {page.url}")
        page.locator("main input[name=q]").fill("constitution")
        with page.expect_navigation():
            page.locator("main input[name=q]").press("Enter")
        if "?q=constitution" not in page.url:
            problems.append(f"the form leads to {page.url}")
        if "no scripts" not in page.locator("main noscript").inner_text():
            problems.append("nothing says why there are no results")
        letters = page.locator(".register-letters a")
        if letters.count() < 10:
            problems.append(f"{letters.count()} letters")
        problems += dead_links(page, mode)
        follow(page.locator(".register-letters").get_by_role("link", name="C", exact=True))
        if not page.url.endswith("search/a-z/c/"):
            problems.append(f"the letter C leads to {page.url}")
        problems += dead_links(page, mode)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append("wider than the window")
        entry = page.locator(".register a").get_by_text("Constitutional AI", exact=True).first
        follow(entry)
        if "constitutional" not in page.locator("h1").inner_text().lower():
            problems.append(f"`Constitutional AI` leads to {page.url}")
        problems += visit.errors
    report.check(f"index, {mode.name}: found without a script", problems)


def dead_links(page, mode):
    dead = [
        link
        for link in page.locator("main a[href]").evaluate_all("(l) => l.map((a) => a.href)")
        if not (mode.file_of(link) or mode.site / "none").is_file()
    ]
    return [f"{page.url} leads nowhere: {dead[:3]}"] if dead else []


def check_small_site(report, browser, study, scratch):
    """As many names as one page holds: all of them on the search page, reached by letter."""
    headings = "".join(f"## {letter}{part}\n\n" for letter in "XYZ" for part in range(60))
    site = build(study, scratch, {"one.md": f"# One\n\n{headings}"})
    problems = []
    with modes_of(site) as modes, browser.visit(width=360, script=False) as visit:
        for mode in served(modes):
            visit.go(mode.url("search/index.html"))
            follow(visit.page.locator(".register-letters a", has_text="Y"))
            heading = visit.page.locator("[id='az.y']")
            top = heading.evaluate("(heading) => heading.getBoundingClientRect().top")
            if not visit.page.url.endswith("#az.y") or not 0 <= top < 200:
                problems.append(f"Y leads to {visit.page.url}, its heading is at {top}")
        problems += visit.errors
    report.check("index of a small site: by letter on one page", problems)


def check_large_site(report, browser, study, scratch):
    """More names than one page holds: pages by letter, reached from each other."""
    pages = {"eule.md": "# Äulchen\n\n## Über alles\n\nText.\n"}
    for number in range(8):
        headings = "".join(f"## Detail {number}.{part}\n\nText.\n\n" for part in range(100))
        pages[f"p{number}.md"] = f"# Page {number}\n\n{headings}"
    site = build(study, scratch, pages)
    problems = []
    with modes_of(site) as modes, browser.visit(width=360, script=False) as visit:
        for mode in served(modes):
            visit.go(mode.url("search/index.html"))
            page = visit.page
            if page.locator(".register-letters a").all_inner_texts() != ["A", "D", "P", "U"]:
                problems.append(str(page.locator(".register-letters a").all_inner_texts()))
            follow(page.locator(".register-letters a", has_text="D"))
            if page.locator(".register li").count() != 500:
                problems.append(f"{page.locator('.register li').count()} entries on a page")
            follow(page.locator("a[rel=next]", has_text="D (2 of 2)"))
            if page.locator(".register li").count() != 300:
                problems.append(f"{page.locator('.register li').count()} entries on the second")
            follow(page.locator(".register-letters a", has_text="U"))
            follow(page.locator(".register a", has_text="Über alles"))
            if page.locator("h1").inner_text() != "Äulchen":
                problems.append(f"`Über alles` leads to {page.url}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append("wider than the window")
        problems += visit.errors
    report.check("index of a large site: pages by letter", problems)


def build(study, scratch, pages):
    """A site of these pages, by file name."""
    content = scratch / "content"
    content.mkdir()
    for name, text in pages.items():
        (content / name).write_text(text)
    (scratch / "study.yml").write_text("title: Names\n")
    site = scratch / "site"
    subprocess.run(
        [study, "build", "--project", scratch, "--output", site, "--quiet"], check=True
    )
    return site
