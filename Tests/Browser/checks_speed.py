"""How a page appears on a slow line and a slow machine, through the DevTools protocol: nothing
that comes after the document moves what is painted (`still`). `speed` needs a quiet machine: the
largest part is painted within a second, and nothing moves while the document itself arrives, piece
by piece. And what a page weighs: what a reader has to receive."""

import gzip
import statistics

from browsing import Compressing, Mode, served
from checks_accessibility import kinds_of_pages

# 4 Mbit/s with 40 ms to each answer, and a quarter of the processor: a phone of some years ago.
LINE = {"offline": False, "latency": 40, "downloadThroughput": 500_000, "uploadThroughput": 250_000}
SLOWDOWN = 4
LARGEST_PAINT = 1000
VISITS = 3
PAGE_WEIGHT = 45_000
# The whole corpus is no page that somebody waits for.
EXEMPT = {"print"}

WATCH = """
window.__shifts = [];
window.__paint = 0;
new PerformanceObserver((list) => window.__shifts.push(
  ...list.getEntries().filter((entry) => !entry.hadRecentInput)
)).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  window.__paint = entry.startTime;
})).observe({ type: 'largest-contentful-paint', buffered: true });
"""


# What moved in all, and what of it after the document was there.
MOVEMENT = """() => {
  const arrived = performance.getEntriesByType('navigation')[0].domInteractive;
  const sum = (shifts) => shifts.reduce((total, { value }) => total + value, 0);
  const later = window.__shifts.filter(({ startTime }) => startTime >= arrived);
  return [sum(window.__shifts), sum(later)];
}"""


def run(report, browser, site, modes, study):
    """On no visit does anything move; the largest paint is the middle one of three visits, since one
    visit in thirty waits for the machine and not for the page."""
    seen = {}
    with served(site, handler=Compressing) as base:
        for _ in range(VISITS):
            for kind, width, *outcome in appearances(browser, site, Mode("compressed", base, site)):
                seen.setdefault((kind, width), []).append(outcome)
    for (kind, width), outcomes in seen.items():
        moved = [f"things moved: {shift:.4f}" for shift, _, _ in outcomes if shift]
        report.check(f"speed: {kind} at {width} arrives without moving", moved)
        paints = sorted(paint for _, _, paint in outcomes)
        in_time = paints[0] > 0 and statistics.median(paints) < LARGEST_PAINT
        late = [] if in_time else [f"largest paint after {paints} ms"]
        report.check(f"speed: {kind} at {width} appears at once", late)


def run_still(report, browser, site, modes, study):
    """What moves because of the page moves on every visit; once in a while a busy machine shows a
    document in two pieces, so a page that moved is visited again."""
    for kind, width, _, later, _ in appearances(browser, site, modes[0]):
        path = kinds_of_pages(site)[kind]
        for _ in range(2):
            if later:
                _, later, _ = appearance(browser, modes[0], path, width)
        moved = [f"things moved, three times: {later:.4f}"] if later else []
        report.check(f"still: {kind} at {width} stays where it appeared", moved)


def run_weight(report, browser, site, modes, study):
    check_weight(report, site)


def appearances(browser, site, mode):
    """Kind, width and outcome, in milliseconds and shares, of each kind of page."""
    for width in (360, 1280):
        for kind, path in kinds_of_pages(site).items():
            if kind not in EXEMPT:
                yield kind, width, *appearance(browser, mode, path, width)


def appearance(browser, mode, path, width):
    with browser.visit(width=width) as visit:
        page = visit.page
        page.add_init_script(WATCH)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        visit.go(mode.url(path))
        page.wait_for_timeout(250)
        paint = page.evaluate("window.__paint")
        # A reader who goes through the page sees what was outside the window appear; it must not
        # move either, but it is painted when it is wanted.
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        page.wait_for_timeout(250)
        return *page.evaluate(MOVEMENT), paint


def check_weight(report, site):
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
