"""Search as a reader uses it: with the keyboard, three ways of serving."""

import gzip
import json
import re
import urllib.parse

from browsing import follow, holds, html_files

# Typed as they are; what looks like markup must stay text, and what is a name in JavaScript a word.
ODD_QUERIES = [
    "<img src=x onerror=window.__pwn=1>",
    "constructor",
    "__proto__",
    "hasOwnProperty toString",
    "(.*)+[",
    "%",
    "\\",
    "   ",
    "a" * 5000,
    "🙂 é\u0301 漢字",
    ",;.!?",
    '"',
    "-",
    "kind:",
]
# What search.js may weigh as it is published, with its interface.
SCRIPT_LIMIT = 12 * 1024


def run(report, browser, site, modes, study):
    query, page = best_known_page(site)
    for mode in modes:
        with report.group(f"search, {mode.name}"):
            check_results(report, browser, mode, query, page)
            check_keys(report, browser, mode, query)
            check_address(report, browser, mode, query)
            check_repairs(report, browser, mode)
            check_odd_queries(report, browser, mode)
    check_titles(report, browser, modes[0])
    check_sections(report, browser, modes[0])
    check_trigger(report, browser, modes[0])
    check_failure(report, browser, modes[0], query)
    check_names(report, browser, modes[0], query)
    check_kinds(report, browser, modes[0])
    check_phone(report, browser, modes[0], query)
    check_surroundings(report, browser, modes[0], query)
    check_size(report, site)


def best_known_page(site):
    """Some page below the top, and its title as a query."""
    for path in html_files(site):
        if path.count("/") >= 2 and not path.startswith(("tags/", "search/")):
            title = re.search(r"<h1[^>]*>(.*?)</h1>", (site / path).read_text(encoding="utf-8"))
            return re.sub(r"<[^>]+>|&[^;]+;", " ", title.group(1)).strip(), path
    raise ValueError("the site has no page below the top")


def open_search(page, key="/"):
    page.keyboard.press(key)
    page.wait_for_selector("dialog.search[open]")


# What is shown when the field is typed into next is of before: whatever comes of the new text
# takes its place. ANSWERED is true once that has happened.
MARK_STALE = """() => document.querySelector('dialog.search input').addEventListener('input', () => {
  const stale = document.createElement('i');
  stale.className = 'test-stale';
  document.querySelector('dialog.search .search-notes').append(stale);
}, { capture: true, once: true })"""
ANSWERED = """() => {
  const notes = document.querySelector('dialog.search .search-notes');
  return !notes.querySelector('.test-stale') && !notes.textContent.includes('Loading');
}"""


def ask(page, query):
    """Types a query into the open dialog and waits for what comes of it."""
    page.evaluate(MARK_STALE)
    page.locator("dialog.search input").fill(query)
    page.wait_for_function(ANSWERED)


def path_of(url, mode):
    file = mode.file_of(url)
    return str(file.relative_to(mode.site)) if file else url


def check_results(report, browser, mode, query, wanted):
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        open_search(page)
        ask(page, query)
        groups = page.locator("[role=listbox] [role=group]")
        problems = []
        if groups.count() == 0:
            problems.append("no pages")
        first = path_of(groups.first.locator("a").first.evaluate("(link) => link.href"), mode)
        if first != wanted:
            problems.append(f"{first} before {wanted}")
        if groups.first.locator("mark").count() == 0:
            problems.append("nothing marked")
        if page.locator("a.search-hit-section").count() == 0:
            problems.append("no sections")
        if groups.first.get_attribute("aria-labelledby") is None:
            problems.append("a page's group has no name")
        links = page.locator("[role=option]").evaluate_all("(links) => links.map((l) => l.href)")
        dead = [link for link in links if not (mode.file_of(link) or mode.site).is_file()]
        if dead:
            problems.append(f"results that lead nowhere: {dead}")
        page.wait_for_function("() => document.querySelector('.search-live').textContent")
        said = page.locator("dialog .search-live").inner_text()
        if not re.search(r"\d+ pages?\. First: ", said):
            problems.append(f"a screen reader hears {said!r}")
        problems += visit.problems()
    report.check(f"search, {mode.name}: ranked pages, sections, marked words", problems)


def check_keys(report, browser, mode, query):
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        problems = []
        page.locator("main a").first.focus()
        before = page.evaluate("document.activeElement.href")
        open_search(page)
        if not page.locator("dialog input").evaluate("(field) => field.matches(':focus')"):
            problems.append("the field has no focus")
        ask(page, query)
        page.keyboard.press("Escape")
        if page.locator("dialog input").input_value() != "":
            problems.append("Escape does not empty the field")
        page.keyboard.press("Escape")
        if page.locator("dialog.search[open]").count():
            problems.append("Escape does not close")
        if page.evaluate("document.activeElement.href") != before:
            problems.append("focus does not return")
        open_search(page, "Control+k")
        ask(page, query)
        for key, wanted in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1)]:
            page.keyboard.press(key)
            active = page.locator("[role=option]").evaluate_all(
                "(links) => links.findIndex((link) => link.ariaSelected === 'true')"
            )
            named = page.locator("dialog input").get_attribute("aria-activedescendant")
            if active != wanted or bool(named) != (wanted >= 0):
                problems.append(f"{key} makes {active} ({named}) active, not {wanted}")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        href = page.locator("[aria-selected=true]").evaluate("(link) => link.href")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        # What follows `:~:` is for the browser alone, which marks it.
        if page.url.split(":~:")[0].rstrip("#") != href.split(":~:")[0].rstrip("#"):
            problems.append(f"Enter leads to {page.url}, not to {href}")
        if ":~:text=" not in href:
            problems.append(f"{href} asks for no mark on the page")
        open_search(page)
        ask(page, query)
        first = page.locator("[role=option]").first.evaluate("(link) => link.href")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if path_of(page.url, mode) != path_of(first, mode):
            problems.append(f"Enter in the text leads to {page.url}, not to {first}")
        problems += visit.problems()
    report.check(f"search, {mode.name}: arrows, Enter, Escape, focus", problems)


def check_address(report, browser, mode, query):
    """An address with a query, as the form of the search page makes it, opens the dialog."""
    with browser.visit(mode.url("search/index.html") + "?q=" + urllib.parse.quote(query)) as visit:
        page = visit.page
        problems = []
        page.wait_for_selector("dialog.search[open] [role=option]")
        if page.locator("dialog input").input_value() != query:
            problems.append("the dialog does not ask for what the address says")
        page.locator("dialog .search-close").click()
        page.locator("main input[name=q]").fill("constitution")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog.search[open] [role=option]")
        if page.locator("dialog input").input_value() != "constitution":
            problems.append("the form does not open the dialog with its text")
        problems += visit.problems()
    report.check(f"search, {mode.name}: addresses and the form of the search page", problems)


def check_repairs(report, browser, mode):
    """A misspelt word is repaired, said, and can be had as it was typed."""
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        open_search(page)
        ask(page, "constitutoinal principles")
        problems = []
        banner = page.locator("dialog .search-banner")
        if "constitutional principles" not in banner.inner_text():
            problems.append(f"the banner says {banner.inner_text()!r}")
        if page.locator("dialog mark").count() == 0:
            problems.append("nothing marked")
        banner.locator("button").click()
        page.wait_for_function(
            "() => !document.querySelector('dialog .search-banner').textContent"
        )
        if page.locator("dialog input").input_value() != "constitutoinal principles":
            problems.append("the query changed")
        problems += visit.problems()
    report.check(f"search, {mode.name}: repairs are said and can be undone", problems)


def check_odd_queries(report, browser, mode):
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        open_search(page)
        problems = []
        for query in ODD_QUERIES:
            ask(page, query)
            if page.locator("dialog.search img").count():
                problems.append(f"{query} became an element")
        if page.evaluate("window.__pwn"):
            problems.append("a query ran")
        ask(page, "zzyzxqwv")
        if "zzyzxqwv" not in page.locator("dialog .search-notes").inner_text():
            problems.append("a word that is nowhere is not named")
        problems += visit.problems()
        visit.go(mode.url("search/index.html") + "?q=%3Cimg%20src=x%20onerror=window.__pwn=1%3E")
        visit.go(mode.url("search/index.html") + "?q=%ff%")
        problems += visit.problems()
    report.check(f"search, {mode.name}: odd queries stay text", problems)


TITLE = """(text) =>
  new DOMParser().parseFromString(text, 'text/html').querySelector('h1').textContent.trim()"""


def check_titles(report, browser, mode):
    """Who types a page's title gets that page first."""
    problems = []
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        titles = {}
        for path in html_files(mode.site):
            if path.startswith(("tags/", "search/", "print/")) or path == "404.html":
                continue
            text = (mode.site / path).read_text(encoding="utf-8")
            if 'http-equiv="refresh"' not in text:
                titles[path] = page.evaluate(TITLE, text)
        open_search(page)
        for path, title in titles.items():
            ask(page, title)
            first = page.locator("[role=group] a").first.evaluate("(link) => link.href")
            if path_of(first, mode) != path:
                problems.append(f"{title!r} gives {path_of(first, mode)}")
    report.check("search: a page's title finds the page first", problems)


def check_sections(report, browser, mode):
    """A section's result leads to the heading it names."""
    with browser.visit(mode.url("faq/index.html")) as visit:
        page = visit.page
        heading = page.locator("main h2[id]").first
        text, anchor = heading.inner_text(), heading.get_attribute("id")
        page.goto(mode.url("index.html"))
        open_search(page)
        ask(page, text)
        links = page.locator("[role=option]").evaluate_all("(links) => links.map((l) => l.href)")
        wanted = mode.url("faq/index.html") + "#" + urllib.parse.quote(anchor)
        report.check(
            "search: a question's text finds its answer",
            [] if wanted in [link.split(":~:")[0] for link in links[:3]] else [f"{wanted} is not among {json.dumps(links[:3])}"],
        )


def check_trigger(report, browser, mode):
    problems = []
    with browser.visit(mode.url("index.html")) as visit:
        visit.page.locator("[data-search-open]").first.click()
        if visit.page.locator("dialog.search[open]").count() != 1:
            problems.append("a click on Search opens no dialog")
        visit.page.locator("dialog.search .search-close").click()
        if visit.page.locator("dialog.search[open]").count():
            problems.append("its button does not close the dialog")
        visit.page.locator("[data-search-open]").first.click()
        visit.page.mouse.click(5, 700)
        if visit.page.locator("dialog.search[open]").count():
            problems.append("a click beside the dialog does not close it")
    with browser.visit(mode.url("index.html"), script=False) as visit:
        follow(visit.page.locator("[data-search-open]").first)
        if path_of(visit.page.url, mode) != "search/index.html":
            problems.append("without a script Search leads nowhere")
    report.check("search: the button opens and closes it", problems)


def check_failure(report, browser, mode, query):
    with browser.visit() as visit:
        visit.page.route("**/search/index.js", lambda route: route.abort())
        visit.go(mode.url("index.html"))
        open_search(visit.page)
        ask(visit.page, query)
        text = visit.page.locator("dialog.search").inner_text()
        visit.page.unroute("**/search/index.js")
        visit.page.locator("dialog.search .search-note button").click()
        found = holds(visit.page, "document.querySelector('dialog.search [role=option]')")
    problems = [] if "could not be loaded" in text else [f"it says {text!r}"]
    if not found:
        problems.append("trying again does not help")
    report.check("search: an index that does not load is said, and can be tried again", problems)


def check_names(report, browser, mode, query):
    """What a screen reader is told, from the accessibility tree."""
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        open_search(page)
        ask(page, query)
        page.keyboard.press("ArrowDown")
        tree = page.locator("dialog.search").aria_snapshot()
        problems = [
            f"{wanted!r} is not in the accessibility tree"
            for wanted in (
                'dialog "Search"',
                'combobox "Search"',
                'button "Close search"',
                'group "Show only"',
                'listbox "Search results"',
                "option ",
                "[selected]",
                "[pressed]",
                "status",
            )
            if wanted not in tree
        ]
        field = page.locator("dialog input")
        if field.get_attribute("aria-expanded") != "true":
            problems.append("the field does not say that there are options")
        named = field.get_attribute("aria-activedescendant")
        if page.locator(f"[id='{named}'][role=option]").count() != 1:
            problems.append(f"the active option is {named!r}")
    report.check("search: names and states for screen readers", problems)


def check_kinds(report, browser, mode):
    """The switches show pages of one kind only."""
    with browser.visit(mode.url("index.html")) as visit:
        page = visit.page
        open_search(page)
        ask(page, "constitution")
        switches = page.locator("dialog .search-switch")
        problems = []
        if switches.count() < 3:
            problems.append(f"{switches.count()} switches")
        else:
            name = switches.nth(1).inner_text()
            switches.nth(1).click()
            page.wait_for_selector("dialog .search-switch:nth-child(2)[aria-pressed=true]")
            kinds = page.locator("dialog .search-kind").all_inner_texts()
            if any(kind != name for kind in kinds):
                problems.append(f"{name} shows {kinds}")
            page.locator("dialog .search-switch").first.click()
            page.wait_for_selector("dialog .search-switch:first-child[aria-pressed=true]")
            if "kind:" in page.locator("dialog input").input_value():
                problems.append("the filter stays in the query")
        problems += visit.problems()
    report.check("search: switches for kinds of pages", problems)


def check_phone(report, browser, mode, query):
    with browser.visit(mode.url("index.html"), width=360, height=640) as visit:
        page = visit.page
        page.locator("[data-search-open]").first.click()
        page.wait_for_selector("dialog.search[open]")
        ask(page, query)
        problems = []
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append("the page scrolls sideways")
        small = page.locator("dialog button:visible, dialog a:visible").evaluate_all(
            "(all) => all.filter((one) => one.getBoundingClientRect().height < 24)"
            ".map((one) => one.textContent)"
        )
        if small:
            problems.append(f"too small to touch: {small}")
        follow(page.locator("[role=option]").first)
        problems += visit.problems()
    report.check("search: on a phone", problems)


def check_surroundings(report, browser, mode, query):
    """Storage refused, and scripts that stop working while the dialog is open."""
    with browser.visit() as visit:
        page = visit.page
        page.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window,"
            " name, { get() { throw new Error('refused'); } });"
        )
        visit.go(mode.url("index.html"))
        open_search(page)
        ask(page, query)
        problems = [] if page.locator("[role=option]").count() else ["no results without storage"]
        # Links of results are plain links: they work though nothing listens any more.
        href = page.locator("[role=option]").first.evaluate("(link) => link.href")
        page.evaluate("document.querySelector('dialog').replaceWith("
                      "document.querySelector('dialog').cloneNode(true))")
        with page.expect_navigation():
            page.locator("[role=option]").first.evaluate("(link) => link.click()")
        if path_of(page.url, mode) != path_of(href, mode):
            problems.append("a result's link does not lead to it by itself")
    report.check("search: without storage, and results are plain links", problems)


def check_size(report, site):
    size = len(gzip.compress((site / "assets/search.js").read_bytes(), 9))
    problems = [f"{size} bytes"] if size > SCRIPT_LIMIT else []
    report.check("search: the script weighs at most 12 KB compressed", problems)
