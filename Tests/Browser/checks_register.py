"""The search page without JavaScript: an alphabetical index, the questions, the tree of pages."""

import pathlib
import subprocess
import tempfile

from browsing import modes_of


def run(report, browser, site, modes, study):
    for mode in served(modes):
        with report.group(f"index, {mode.name}"):
            check_index(report, browser, mode)
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
        page.locator("[data-search-open]").first.click()
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
        # What is not near the window has no true length before somebody goes there.
        for letter in ("C", "T"):
            page.locator(".register-letters").get_by_role("link", name=letter, exact=True).click()
            top = place_of(page, letter)
            if not page.url.endswith(f"#az.{letter.lower()}") or not 0 <= top < 200:
                problems.append(f"{letter} leads to {page.url}, its heading is at {top}")
        with browser.visit(mode.url("search/index.html") + "#az.t", script=False) as direct:
            if not 0 <= place_of(direct.page, "T") < 200:
                problems.append(f"arrived at T, its heading is at {place_of(direct.page, 'T')}")
        dead = [
            link
            for link in page.locator("main a[href]").evaluate_all("(l) => l.map((a) => a.href)")
            if not (mode.file_of(link) or mode.site / "none").is_file()
        ]
        if dead:
            problems.append(f"leads nowhere: {dead[:3]}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append("wider than the window")
        entry = page.locator(".register a").get_by_text("Constitutional AI", exact=True).first
        entry.click()
        if "constitutional" not in page.locator("h1").inner_text().lower():
            problems.append(f"`Constitutional AI` leads to {page.url}")
        problems += visit.errors
    report.check(f"index, {mode.name}: found without a script", problems)


def place_of(page, letter):
    page.wait_for_timeout(100)
    heading = page.locator(f"[id='az.{letter.lower()}']")
    return heading.evaluate("(heading) => heading.getBoundingClientRect().top")


def check_large_site(report, browser, study, scratch):
    """More names than one page holds: pages by letter, reached from each other."""
    content = scratch / "content"
    content.mkdir()
    for number in range(20):
        headings = "".join(f"## Detail {number}.{part}\n\nText.\n\n" for part in range(100))
        (content / f"p{number}.md").write_text(f"# Page {number}\n\n{headings}")
    (content / "eule.md").write_text("# Äulchen\n\n## Über alles\n\nText.\n")
    (scratch / "study.yml").write_text("title: Large\n")
    site = scratch / "site"
    subprocess.run(
        [study, "build", "--project", scratch, "--output", site, "--quiet"], check=True
    )
    problems = []
    with modes_of(site) as modes, browser.visit(width=360, script=False) as visit:
        for mode in served(modes):
            visit.go(mode.url("search/index.html"))
            page = visit.page
            if page.locator(".register-letters a").all_inner_texts() != ["A", "D", "P", "U"]:
                problems.append(str(page.locator(".register-letters a").all_inner_texts()))
            page.locator(".register-letters a", has_text="D").click()
            if page.locator(".register li").count() != 1500:
                problems.append(f"{page.locator('.register li').count()} entries on a page")
            page.locator("a[rel=next]", has_text="D (2 of 2)").click()
            if page.locator(".register li").count() != 500:
                problems.append(f"{page.locator('.register li').count()} entries on the second")
            page.locator(".register-letters a", has_text="U").click()
            page.locator(".register a", has_text="Über alles").click()
            if page.locator("h1").inner_text() != "Äulchen":
                problems.append(f"`Über alles` leads to {page.url}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append("wider than the window")
        problems += visit.errors
    report.check("index of a large site: pages by letter", problems)
