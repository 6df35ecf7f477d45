"""axe-core with the rules of WCAG 2.2 AA on each kind of page, light and dark, from phones to wide
windows, and with what opens opened; nothing sticks out sideways; the console stays empty."""

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (360, 768, 1280, 1920)
# Where panels, cards and the dialog are opened too.
OPENED_AT = (360, 1280)

# What passes is not reported: on the page with the whole corpus, 1.5 MB, that alone takes minutes
# and gigabytes for each window.
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def kinds_of_pages(site):
    """One page of each kind the site has, by kind."""
    topics = sorted(site.glob("topics/*/index.html")) or sorted(site.glob("*/*/index.html"))
    wanted = {
        "home": "index.html",
        "topic": str(topics[0].relative_to(site)) if topics else "",
        "page": "about/index.html",
        "folder": "topics/index.html",
        "questions": "faq/index.html",
        "search page": "search/index.html",
        "letter": "search/a-z/c/index.html",
        "tags": "tags/index.html",
        "glossary": "glossary/index.html",
        "sources": "sources/index.html",
        "map": "map/index.html",
        "not found": "404.html",
        "path": path_page(site),
        "tag": first(site, "tags/*/index.html"),
        "manual": "manual/index.html",
        "code": "manual/code/index.html",
        "print": "print/index.html",
    }
    return {kind: path for kind, path in wanted.items() if path and (site / path).is_file()}


def first(site, pattern):
    found = sorted(site.glob(pattern))
    return str(found[0].relative_to(site)) if found else ""


def path_page(site):
    """A reading path, if the site has one."""
    for file in sorted(site.glob("*/*/index.html")):
        if b'class="path-steps"' in file.read_bytes():
            return str(file.relative_to(site))
    return ""


def run(report, browser, site, modes, study):
    mode = modes[0]
    axe = Axe()
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            for kind, path in kinds_of_pages(site).items():
                with browser.visit(mode.url(path), width=width, scheme=scheme) as visit:
                    judge(report, axe, visit.page, f"{kind}, {scheme}, {width}")
                    report.check(f"quiet: {kind}, {scheme}, {width}", visit.problems())
                    if width in OPENED_AT:
                        judge_opened(report, axe, visit.page, kind, scheme, width)


def judge_opened(report, axe, page, kind, scheme, width):
    """The page with what opens opened."""
    if kind == "topic":
        page.locator(".article a.term[href]").first.focus()
        page.wait_for_selector(".definition-card")
        judge(report, axe, page, f"definition, {scheme}, {width}")
    if kind == "topic" and width == 360:
        page.locator(".menu summary").click()
        judge(report, axe, page, f"open menu, {scheme}, {width}")
    if kind == "home":
        page.keyboard.press("/")
        page.locator("dialog input").fill("constitution")
        page.wait_for_selector("dialog [role=option]")
        page.keyboard.press("ArrowDown")
        judge(report, axe, page, f"search dialog, {scheme}, {width}")
        page.locator("dialog input").fill("zzyzxqwv")
        page.wait_for_selector("dialog .search-note")
        judge(report, axe, page, f"nothing found, {scheme}, {width}")


def judge_width(report, page, name):
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    report.check(f"width: {name}", [f"{wide} px too wide"] if wide > 0 else [])


def judge(report, axe, page, name):
    judge_width(report, page, name)
    violations = axe.run(page, options=OPTIONS).response["violations"]
    report.check(
        f"axe: {name}",
        [
            f"{violation['id']} at {[node['target'][0] for node in violation['nodes'][:3]]}"
            for violation in violations
        ],
    )
