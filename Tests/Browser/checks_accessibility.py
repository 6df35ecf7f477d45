"""axe-core with the rules of WCAG 2.2 AA on each kind of page, light and dark, from phones to wide
windows, and with what opens opened; nothing sticks out sideways; the console stays empty.

Nearly all of axe's time goes into colours, so these are asked of three elements of each look a page
has, and in the dark little else is asked: that nothing else differs from the light page is a check
of its own. axe itself comes with axe-playwright-python.
"""

import functools

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (360, 768, 1280, 1920)
# Where panels, cards and the dialog are opened too.
OPENED_AT = (360, 1280)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# In the dark there are other colours, and some pictures are others.
DARK_RULES = [*COLOUR_RULES, "image-alt", "image-redundant-alt", "svg-img-alt", "role-img-alt"]
# The whole corpus on one page: see judge_long.
LONG_PAGE = "print"

# Runs axe on the page or on what a selector finds, by some rules or by all. What passes is not
# reported: on the page with the whole corpus, 1.5 MB, that alone takes minutes and gigabytes for
# each window.
RUN = """async ({ tags, rules, scope }) => {
  window.__markLooks();
  const chosen = rules.length > 0 ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
  const options = { runOnly: chosen, resultTypes: ['violations'] };
  const { violations } = await axe.run(scope ? { include: [[scope]] } : document, options);
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ target }) => target[0])]);
}"""

# Elements with text of their own, and fields. Those with the same look have the same element names,
# classes, colours, backgrounds and sizes of type, all the way up. Three of each look are enough: the
# first, the last and one between.
MARK_LOOKS = """window.__markLooks = () => {
  const numbers = new Map();
  const number = (text) => numbers.get(text) ?? (numbers.set(text, numbers.size), numbers.size - 1);
  const known = new Map();
  const look = (element) => {
    if (!element) return 0;
    if (known.has(element)) return known.get(element);
    const style = getComputedStyle(element);
    const found = number([
      look(element.parentElement), element.localName, element.getAttribute('class'),
      element.getAttribute('role'), element.getAttribute('aria-selected'), style.color,
      style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize,
      style.fontWeight, style.textShadow, style.textDecorationLine, style.position,
    ].join('|'));
    known.set(element, found);
    return found;
  };
  const groups = new Map();
  for (const element of document.querySelectorAll('body, body *')) {
    const hasText = [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && node.data.trim());
    element.removeAttribute('data-test-look');
    if (!hasText && !element.matches('input, select, textarea, button')) continue;
    const key = look(element);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(element);
  }
  for (const all of groups.values()) {
    for (const one of [all[0], all[all.length >> 1], all[all.length - 1]]) {
      one.setAttribute('data-test-look', '');
    }
  }
};
axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-test-look]' }] });"""

# All that axe looks at besides colours: elements, their attributes, places and sizes. Pictures may be
# others in the dark, and the button that chooses says something else.
SHAPE = """async () => {
  const images = [...document.images];
  images.forEach((image) => { image.loading = 'eager'; });
  await Promise.allSettled(images.map((image) => image.decode()));
  const lines = [];
  for (const element of document.querySelectorAll('body, body :not(img, picture, source)')) {
    if (element.closest('[data-theme-toggle]')) continue;
    const { x, y, width, height } = element.getBoundingClientRect();
    const { visibility } = getComputedStyle(element);
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`);
    lines.push([element.localName, visibility, x, y, width, height, ...attributes].join(' '));
  }
  return lines;
}"""


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
    for kind, path in kinds_of_pages(site).items():
        for width in WIDTHS:
            shapes = []
            for scheme in ("light", "dark"):
                with browser.visit(mode.url(path), width=width, scheme=scheme) as visit:
                    shapes.append(visit.page.evaluate(SHAPE))
                    name = f"{kind}, {scheme}, {width}"
                    if kind == LONG_PAGE:
                        judge_long(report, visit.page, scheme, width)
                    else:
                        judge(report, visit.page, name, is_dark=scheme == "dark")
                    report.check(f"quiet: {name}", visit.problems())
                    if width in OPENED_AT:
                        judge_opened(report, visit.page, kind, scheme, width)
            if shapes[0] != shapes[1]:
                # A busy browser has been seen to measure one line of a very long page with another
                # fallback font. Only a difference that stays is one of the schemes.
                shapes = [shape(browser, mode.url(path), width, one) for one in ("light", "dark")]
            check_shapes(report, f"{kind}, {width}", *shapes)
    check_itself(report, browser)


def shape(browser, url, width, scheme):
    with browser.visit(url, width=width, scheme=scheme) as visit:
        return visit.page.evaluate(SHAPE)


def check_shapes(report, name, light, dark):
    differing = [f"{one!r} is {other!r}" for one, other in zip(light, dark) if one != other]
    if len(light) != len(dark):
        differing.append(f"{len(light)} elements, {len(dark)} in the dark")
    report.check(f"dark: {name} differs from light in colours alone", differing)


def judge_opened(report, page, kind, scheme, width):
    """The page with what opens opened."""
    if kind == "topic":
        page.locator(".article a.term[href]").first.focus()
        page.wait_for_selector(".definition-card")
        judge(report, page, f"definition, {scheme}, {width}")
    if kind == "topic" and width == 360:
        page.locator(".menu summary").click()
        judge(report, page, f"open menu, {scheme}, {width}")
    if kind == "home":
        page.keyboard.press("/")
        page.locator("dialog input").fill("constitution")
        page.wait_for_selector("dialog [role=option]")
        page.keyboard.press("ArrowDown")
        judge(report, page, f"search dialog, {scheme}, {width}")
        page.locator("dialog input").fill("zzyzxqwv")
        page.wait_for_selector("dialog .search-note")
        judge(report, page, f"nothing found, {scheme}, {width}")


def judge_width(report, page, name):
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    report.check(f"width: {name}", [f"{wide} px too wide"] if wide > 0 else [])


@functools.cache
def axe_script():
    return Axe().axe_script


def run_axe(page, rules=(), scope=None):
    """What axe finds, as sentences: by these rules or by all of TAGS, anywhere or in a part."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
        page.evaluate(MARK_LOOKS)
    found = page.evaluate(RUN, {"tags": TAGS, "rules": list(rules), "scope": scope})
    return [f"{rule} at {targets}" for rule, targets in found]


def judge(report, page, name, is_dark=False):
    """`is_dark`: everything was asked of the light page in the same window, so only colours and
    pictures are. The button that chooses has another name, so the header is asked everything."""
    judge_width(report, page, name)
    if is_dark:
        problems = run_axe(page, DARK_RULES) + run_axe(page, scope="body > header")
    else:
        problems = run_axe(page)
    report.check(f"axe: {name}", problems)


def judge_long(report, page, scheme, width):
    """The whole corpus on one page takes axe longer than all other kinds together, so it is judged
    narrow and wide, and once in the dark. Its articles, its header and the layouts between are judged
    on the other kinds."""
    name = f"{LONG_PAGE}, {scheme}, {width}"
    if scheme == "light" and width in OPENED_AT:
        judge(report, page, name)
        return
    judge_width(report, page, name)
    if width == OPENED_AT[-1]:
        report.check(f"axe: {name}", run_axe(page, DARK_RULES))


# One fault of colour and one of another kind.
FAULTY = """<!doctype html><html lang="en"><title>x</title><style>
.pale { color: #999; background: #fff }</style><main><h1>Faults</h1>
<p>Fine.<p>Fine.<p class="pale">Pale.<p><button></button></main>"""


def check_itself(report, browser):
    with browser.visit() as visit:
        visit.page.set_content(FAULTY)
        everything = " ".join(run_axe(visit.page))
        colours = " ".join(run_axe(visit.page, COLOUR_RULES))
    missed = [rule for rule in ("color-contrast", "button-name") if rule not in everything]
    missed += ["color-contrast alone"] if "color-contrast" not in colours else []
    report.check("axe: faults are noticed", [f"{rule} is not" for rule in missed])
