"""Keyboard and theme: the skip link, visible focus, the choice of light or dark, phone panels."""

from browsing import holds
from checks_accessibility import WIDTHS, kinds_of_pages

# What a reader sees of the focused element.
FOCUS = """async () => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  // A card that belongs to the element, or to the one before, takes two frames to find its place.
  if (focused.matches('[aria-describedby], [aria-details], .footnote-ref a, .cite a') ||
      document.querySelector(':popover-open, .definition-card')) {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  }
  // What is made invisible is shown by its label: a tab.
  const isHidden = getComputedStyle(focused).opacity === '0';
  const element = isHidden && focused.labels?.[0] || focused;
  const style = getComputedStyle(element);
  // A link may be broken over two lines: what counts is its first piece.
  const box = element.getClientRects()[0];
  if (!box) return { name: element.textContent, tag: element.tagName, ring: true, inside: false };
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    name: (element.getAttribute('aria-label') || element.textContent || element.name || '')
      .trim().replace(/\\s+/g, ' ').slice(0, 30),
    tag: element.tagName.toLowerCase(),
    ring: ring || style.boxShadow !== 'none',
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth &&
      box.width > 0 && box.height > 0,
    covered: !top || !(element.contains(top) || top.contains(element)),
  };
}"""


def run(report, browser, site, modes, study):
    mode = modes[0]
    for kind, path in kinds_of_pages(site).items():
        for width in WIDTHS:
            check_tabbing(report, browser, mode, kind, path, width)
    check_skip_link(report, browser, mode)
    for each in modes:
        check_theme(report, browser, each)
        check_first_frame(report, browser, each)
    check_panels(report, browser, mode)
    check_width(report, browser, mode, site)


def check_skip_link(report, browser, mode):
    with browser.visit(mode.url("faq/index.html")) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        problems = []
        focus = page.evaluate(FOCUS)
        if not focus or "Skip" not in focus["name"] or not focus["inside"]:
            problems.append(f"first comes {focus}")
        page.keyboard.press("Enter")
        if not holds(page, "document.activeElement.tagName === 'MAIN'"):
            problems.append("it does not lead to the text")
        page.keyboard.press("Tab")
        if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
            problems.append("Tab then leaves the text")
    report.check("keyboard: the skip link is first and skips", problems)


def check_tabbing(report, browser, mode, kind, path, width):
    problems = []
    with browser.visit(mode.url(path), width=width, height=700) as visit:
        seen = 0
        for _ in range(60):
            visit.page.keyboard.press("Tab")
            focus = visit.page.evaluate(FOCUS)
            if focus is None:
                break
            seen += 1
            if not focus["ring"]:
                problems.append(f"no ring around {focus['tag']} {focus['name']!r}")
            if not focus["inside"]:
                problems.append(f"{focus['tag']} {focus['name']!r} is out of sight")
            elif focus["covered"]:
                problems.append(f"{focus['tag']} {focus['name']!r} is covered")
        if seen < 5:
            problems.append(f"only {seen} stops")
    report.check(f"keyboard: focus is seen everywhere, {kind} at {width}", problems)


def check_theme(report, browser, mode):
    problems = []
    with browser.visit(mode.url("index.html"), scheme="light") as visit:
        page = visit.page
        background = "getComputedStyle(document.documentElement).backgroundColor"
        body = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(f"{background} + {body}")
        page.locator("[data-theme-toggle]").click()
        dark = page.evaluate(f"{background} + {body}")
        if light == dark:
            problems.append("the button changes nothing")
        page.reload()
        if page.evaluate(f"{background} + {body}") != dark:
            problems.append("the choice is lost on reload")
        page.goto(mode.url("faq/index.html"))
        if page.evaluate(f"{background} + {body}") != dark:
            problems.append("the choice is lost on the next page")
        label = page.locator("[data-theme-toggle]").get_attribute("aria-label")
        if "light" not in label:
            problems.append(f"the button then says {label!r}")
        page.locator("[data-theme-toggle]").click()
        page.reload()
        if page.evaluate(f"{background} + {body}") != light:
            problems.append("the way back is lost on reload")
        problems += visit.problems()
    report.check(f"theme, {mode.name}: the choice holds", problems)


# What the first frame with something in it would be painted with.
FIRST_FRAME = """(() => {
  const look = () => {
    if (document.body && document.styleSheets.length) {
      window.__first = getComputedStyle(document.documentElement).colorScheme;
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
})()"""


def check_first_frame(report, browser, mode):
    """Whoever chose dark never sees light, on no kind of page; and nothing but one style sheet
    has to arrive before a page is painted."""
    problems = []
    with browser.visit(mode.url("index.html"), scheme="light") as visit:
        page = visit.page
        page.locator("[data-theme-toggle]").click()
        page.add_init_script(FIRST_FRAME)
        for path in ("index.html", "faq/index.html", "glossary/index.html", "search/index.html",
                     "print/index.html", "404.html"):
            for visit_again in (lambda: page.goto(mode.url(path)), page.reload):
                if not sees_choice(page, visit_again):
                    problems.append(f"{path} finds no choice in its storage")
                page.wait_for_function("() => window.__first")
                if (first := page.evaluate("window.__first")) != "dark":
                    problems.append(f"{path} begins {first!r}")
            blocking = page.evaluate(BLOCKING)
            if blocking != ["site.css"]:
                problems.append(f"{path} waits for {blocking}")
        problems += visit.problems()
    report.check(f"theme, {mode.name}: the first frame has the chosen colours", problems)


def sees_choice(page, visit_again):
    """Visits a page until it finds the choice in its storage. Pages on the disk get a process of
    their own each, and now and then Chromium shows a new one an empty storage: then the page cannot
    know what was chosen."""
    for _ in range(10):
        visit_again()
        if page.evaluate("localStorage['study.theme']") == "dark":
            return True
    return False


BLOCKING = """[...document.querySelectorAll('link[rel=stylesheet], script[src]')]
  .filter((one) => !one.defer && !one.async && one.type !== 'module')
  .map((one) => (one.href || one.src).split('/').pop())"""


def check_panels(report, browser, mode):
    problems = []
    with browser.visit(mode.url("faq/index.html"), width=360) as visit:
        page = visit.page
        for panel in (".menu", ".outline-toggle"):
            summary = page.locator(f"{panel} summary")
            if not summary.is_visible():
                problems.append(f"{panel} is not shown")
                continue
            summary.focus()
            page.keyboard.press("Enter")
            links = page.locator(f"{panel} + nav a")
            if not links.first.is_visible():
                problems.append(f"{panel} does not open")
            page.keyboard.press("Escape")
            if links.first.is_visible():
                problems.append(f"Escape does not close {panel}")
            if not summary.evaluate("(summary) => summary.matches(':focus')"):
                problems.append(f"focus does not return to {panel}")
    report.check("keyboard: the panels of phones open and close", problems)


def check_width(report, browser, mode, site):
    """Nothing sticks out sideways, down to 320 px (WCAG 1.4.10)."""
    problems = []
    for kind, path in kinds_of_pages(site).items():
        with browser.visit(mode.url(path), width=320) as visit:
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            if wide > 320:
                problems.append(f"{kind} is {wide} px wide")
    report.check("width: no page scrolls sideways at 320 px", problems)
