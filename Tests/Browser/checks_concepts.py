"""Terms, citations and the map of topics with mouse, keyboard and finger, and without script."""

from browsing import follow, holds

PAGE = "topics/constitutional-ai/index.html"
CARD = "document.querySelector('.definition-card')"
SHOWN = f"!!{CARD} && {CARD}.matches(':popover-open')"
TERM = ".article a.term[href]"
CITATION = ".article .cite a"


def run(report, browser, site, modes, study):
    for mode in modes:
        check_hover(report, browser, mode)
    check_focus(report, browser, modes[0])
    check_finger(report, browser, modes[0])
    check_without_script(report, browser, modes[0])
    check_citations(report, browser, modes[0])
    check_map(report, browser, modes[0])
    check_downloads(report, site)


def shown_text(page):
    """What the card says once it is shown; nothing when it is not."""
    return page.evaluate(f"{CARD}.textContent.trim()") if holds(page, SHOWN) else ""


def is_gone(page):
    return holds(page, f"!({SHOWN})")


def arrives(page, pattern, problems):
    """Waits for an address; a sentence in `problems` when it does not come."""
    try:
        page.wait_for_url(pattern)
    except Exception:
        problems.append(f"leads to {page.url} and not to {pattern}")


def check_hover(report, browser, mode):
    problems = []
    with browser.visit() as visit:
        page = visit.page
        page.clock.install()
        visit.go(mode.url(PAGE))
        term = page.locator(TERM).first
        described = page.evaluate(
            "id => document.getElementById(id).textContent.trim()",
            term.get_attribute("aria-describedby"))
        term.hover()
        if shown_text(page) != described or not described:
            problems.append("hovering does not show the definition")
        page.locator(".definition-card a").last.hover()
        # All that is put off by timers, without waiting for it.
        page.clock.run_for(5000)
        if not page.evaluate(SHOWN):
            problems.append("it goes away on the way to its own links")
        box = page.evaluate(f"(() => {{ const b = {CARD}.getBoundingClientRect();"
                            "return [b.left, b.top, innerWidth - b.right, innerHeight - b.bottom] })()")
        if min(box) < 0:
            problems.append(f"it reaches out of the window: {box}")
        page.mouse.move(5, 5)
        if not is_gone(page):
            problems.append("it stays when the pointer has left")
        problems += visit.problems()
    report.check(f"concepts: a term explains itself under the pointer ({mode.name})", problems)


def check_focus(report, browser, mode):
    problems = []
    with browser.visit(mode.url(PAGE)) as visit:
        page = visit.page
        page.locator(TERM).first.focus()
        if not shown_text(page):
            problems.append("focus does not show the definition")
        page.keyboard.press("Tab")
        if not page.evaluate(f"{CARD}.contains(document.activeElement)"):
            problems.append("Tab does not lead into it")
        page.keyboard.press("Escape")
        if not is_gone(page):
            problems.append("Escape does not close it")
        if not page.evaluate(f"document.activeElement.matches('{TERM}')"):
            problems.append("focus does not return to the term")
        page.keyboard.press("Tab")
        if page.evaluate(f"!!{CARD}") and page.evaluate(SHOWN):
            if not page.evaluate("document.activeElement.matches('a.term, .cite a')"):
                problems.append("it opens again by itself")
        page.locator(TERM).first.focus()
        page.keyboard.press("Enter")
        arrives(page, "**/glossary/#*", problems)
        problems += visit.problems()
    report.check("concepts: a term explains itself to the keyboard", problems)


def check_finger(report, browser, mode):
    problems = []
    context = browser.browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(mode.url(PAGE))
    start = page.url
    term = page.locator(TERM).first
    term.tap()
    if not shown_text(page) or page.url != start:
        problems.append("the first tap does not show the definition")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems.append("the page grows wider than the screen")
    page.locator("h1").tap()
    if not is_gone(page):
        problems.append("a tap elsewhere does not close it")
    term.tap()
    shown_text(page)
    term.tap()
    arrives(page, "**/glossary/#*", problems)
    context.close()
    report.check("concepts: a term explains itself to a finger", problems)


def check_without_script(report, browser, mode):
    problems = []
    with browser.visit(mode.url(PAGE), script=False) as visit:
        page = visit.page
        if page.locator(".definitions").is_visible():
            problems.append("the hidden definitions are shown")
        page.locator(TERM).first.click()
        arrives(page, "**/glossary/#*", problems)
    report.check("concepts: without script a term leads to the glossary", problems)


def check_citations(report, browser, mode):
    problems = []
    with browser.visit(mode.url(PAGE)) as visit:
        page = visit.page
        page.locator(CITATION).first.focus()
        first = page.locator(".sources li .reference").first.inner_text()
        if shown_text(page) != first.strip():
            problems.append("the card does not show the source")
        page.keyboard.press("Enter")
        arrives(page, "**/#study.source-1", problems)
        if not page.evaluate("document.querySelector('.sources li:target').getBoundingClientRect()"
                             ".top >= 0"):
            problems.append("the source lies behind the header")
        follow(page.locator(".sources li .cite-back").first)
        if "#study.cite-" not in page.url:
            problems.append("there is no way back to the text")
        page.locator(".sources .source-links a").first.click()
        arrives(page, "**/sources/#*", problems)
        if page.locator(":target .cited-in a").count() == 0:
            problems.append("the list of sources does not say who cites it")
        problems += visit.problems()
    report.check("concepts: citations lead to their sources and back", problems)


def check_map(report, browser, mode):
    problems = []
    with browser.visit(mode.url("map/index.html")) as visit:
        page = visit.page
        topics = page.locator(".topic-map .map-topic")
        listed = page.locator(".map-list > li > a")
        if topics.count() == 0 or topics.count() != listed.count():
            problems.append("map and list differ")
        topics.first.focus()
        if page.locator(".topic-map.is-marked .is-near").count() == 0:
            problems.append("focus marks no neighbours")
        page.keyboard.press("Enter")
        arrives(page, "**/topics/*/", problems)
        problems += visit.problems()
    report.check("concepts: the map is a list of links", problems)


def check_downloads(report, site):
    wanted = [
        "sources/bibliography.bib", "sources/bibliography.json", "glossary.json", "graph.json",
        "faq.json",
    ]
    missing = [name for name in wanted if not (site / name).is_file()]
    report.check("concepts: files for programs are there", missing)
