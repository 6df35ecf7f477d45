"""What a page does while its parts arrive, and what a reader has to receive.

`still`: nothing that comes after the document moves what is painted. Each part is held until what
came before it is painted, so that a fast machine cannot hide a movement and a busy one cannot make
one up. `weight`: the bytes of a page.
"""

import gzip
import pathlib
import tempfile

from browsing import Mode, served, settled
from checks_accessibility import kinds_of_pages

PAGE_WEIGHT = 45_000
# The whole corpus is no page that somebody waits for.
EXEMPT = {"print"}
# Until the style sheet is there the browser draws no frames, so questions are asked by the clock.
POLLING = 10

WATCH = """
window.__shifts = [];
new PerformanceObserver((list) => window.__shifts.push(
  ...list.getEntries().filter((entry) => !entry.hadRecentInput)
)).observe({ type: 'layout-shift', buffered: true });
"""
PARSED = "() => document.readyState !== 'loading'"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
# Pictures in sight; those further down may not have been asked for.
PICTURES_ARE_THERE = """() => [...document.images].every((image) => {
  const box = image.getBoundingClientRect();
  return image.complete || box.bottom < 0 || box.top > innerHeight;
})"""
MOVEMENT = "window.__shifts.reduce((total, { value }) => total + value, 0)"

# The picture has no size, so what is below it moves when it comes.
MOVING = """<!doctype html><title>x</title><link rel=stylesheet href=x.css><p>Above</p>
<img src=x.svg><p>Below</p>"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'


def run_still(report, browser, site, modes, study):
    for width in (360, 1280):
        for kind, path in kinds_of_pages(site).items():
            if kind not in EXEMPT:
                moved = movement(browser, modes[0], path, width)
                problems = [f"things moved: {moved:.4f}"] if moved else []
                report.check(f"still: {kind} at {width} stays where it appeared", problems)
    check_itself(report, browser)


def run_weight(report, browser, site, modes, study):
    """HTML, style sheet and scripts of a page, as a server would send them."""

    def weight(path):
        return len(gzip.compress((site / path).read_bytes(), 9))

    shared = sum(weight(f"assets/{name}") for name in ("site.css", "site.js", "search.js"))
    heavy = []
    topics = sorted((site / "topics").rglob("index.html")) if (site / "topics").is_dir() else []
    for page in topics:
        total = shared + weight(page.relative_to(site))
        if total > PAGE_WEIGHT:
            heavy.append(f"{page.relative_to(site)}: {total} bytes")
    report.check(f"weight: a topic page and all it needs is at most {PAGE_WEIGHT} bytes", heavy)


class Parts:
    """Holds back what a page asks for besides its document, by kind."""

    def __init__(self, page):
        self.held = []
        self.is_open = False
        page.route("**/*", self._hold)

    def release(self, is_wanted=lambda kind: True):
        released = [route for route in self.held if is_wanted(route.request.resource_type)]
        self.held = [route for route in self.held if route not in released]
        for route in released:
            route.continue_()

    def _hold(self, route):
        if self.is_open or route.request.resource_type == "document":
            route.continue_()
        else:
            self.held.append(route)


def movement(browser, mode, path, width):
    """How much of the window moved, as browsers count it: share of it times distance."""
    with browser.visit(width=width) as visit:
        page = visit.page
        page.add_init_script(WATCH)
        parts = Parts(page)
        page.goto(mode.url(path), wait_until="commit")
        page.wait_for_function(PARSED, polling=POLLING)
        parts.release(lambda kind: kind == "stylesheet")
        page.wait_for_function(PAINTED, polling=POLLING)
        settled(page)
        # Scripts may ask for more, and so may what a reader sees who goes through the page.
        parts.is_open = True
        parts.release()
        page.wait_for_load_state("load")
        settled(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        settled(page)
        page.wait_for_function(PICTURES_ARE_THERE, polling=POLLING)
        settled(page)
        return page.evaluate(MOVEMENT)


def check_itself(report, browser):
    """That a movement is seen."""
    with tempfile.TemporaryDirectory() as folder, served(folder) as base:
        for name, text in (("x.html", MOVING), ("x.css", "p { margin: 1em }"), ("x.svg", PICTURE)):
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        moved = movement(browser, Mode("moving", base, pathlib.Path(folder)), "x.html", 360)
    report.check("still: what moves is noticed", [] if moved else ["it is not"])
