"""Every page, three ways: it loads cleanly, its links lead somewhere, its structure holds, and it
reads without JavaScript."""

import functools
import html.parser
import json
import pathlib
import re
import urllib.error
import urllib.parse
import urllib.request

from browsing import html_files


def run(report, browser, site, modes, study):
    files = html_files(site)
    report.check("pages: the site has pages", [] if len(files) > 5 else [f"only {files}"])
    for path in [path for path in files if is_redirect(site / path)]:
        check_redirect(report, modes[1], path)
        files.remove(path)
    texts = {}
    for mode in modes:
        answers = {}
        with browser.visit() as visit:
            for path in files:
                visit.go(mode.url(path))
                check_page(report, visit, mode, path, answers)
                if mode is modes[0]:
                    texts[path] = words(visit.page)
    with browser.visit(script=False) as visit:
        reached = set()
        for path in files:
            visit.go(modes[0].url(path))
            check_without_script(report, visit, path, texts[path], reached)
    check_missing_page(report, browser, modes[0])


def check_page(report, visit, mode, path, answers):
    name = f"{mode.name}: {path}"
    report.check(f"{name} loads cleanly", visit.problems())
    report.check(f"{name} links resolve", link_problems(visit.page, mode, answers))
    if mode.name == "http":
        report.check(f"{name} has its structure", structure_problems(visit.page))


def check_redirect(report, mode, path):
    text = (mode.site / path).read_text(encoding="utf-8")
    targets = set(re.findall(r'(?:url=|<a href=")([^"]+)"', text))
    lost = [
        target
        for target in targets
        if not answer(urllib.parse.urljoin(mode.url(path), target).partition("#")[0], mode)
    ]
    problems = [f"leads to {lost}"] if lost or not targets else []
    report.check(f"redirect: {path} leads to a page", problems)


# --- Links ----------------------------------------------------------------------------------------


def is_redirect(file):
    return b'http-equiv="refresh"' in file.read_bytes()


def link_problems(page, mode, answers):
    addresses = page.evaluate(
        """() => [...document.querySelectorAll('[href], [src]')]
          .filter((element) => !['canonical', 'prev', 'next'].includes(element.rel))
          .map((element) => element.href || element.src)
          .filter((address) => typeof address === 'string')"""
    )
    problems = []
    here = page.url.partition("#")[0]
    parts = set(
        page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)"))
    for address in sorted(set(addresses)):
        scheme = urllib.parse.urlsplit(address).scheme
        if scheme not in ("http", "https", "file", "data", "mailto"):
            problems.append(f"odd address {address}")
        if not (address.startswith(mode.base) or is_own_host(address, mode)):
            continue
        whole, _, fragment = address.partition("#")
        if whole == here:
            answers[whole] = True
        if whole not in answers:
            answers[whole] = answer(whole, mode)
        if not answers[whole]:
            problems.append(f"dead link {address}")
        elif fragment and urllib.parse.unquote(fragment) not in (
            parts if whole == here else ids(mode.file_of(whole))
        ):
            problems.append(f"no such part {address}")
    broken = page.evaluate(
        """async () => {
          const images = [...document.images];
          images.forEach((image) => { image.loading = 'eager'; });
          await Promise.allSettled(images.map((image) => image.decode()));
          return images.filter((image) => !image.naturalWidth).map((image) => image.src);
        }"""
    )
    return problems + [f"broken image {source}" for source in broken if is_own_host(source, mode)]


def is_own_host(address, mode):
    """Also what lies on the same host but outside of the site: that is a mistake, not a link."""
    if mode.is_file:
        return address.startswith("file:")
    return urllib.parse.urlsplit(address).netloc == urllib.parse.urlsplit(mode.base).netloc


def answer(address, mode):
    """Whether something is there."""
    if mode.is_file:
        file = mode.file_of(address)
        return file is not None and file.is_file()
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status == 200
    except urllib.error.URLError:
        return False


class IDs(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        self.found.update(value for name, value in attributes if name == "id")


@functools.cache
def ids(file):
    parser = IDs()
    parser.feed(pathlib.Path(file).read_text(encoding="utf-8"))
    return parser.found


# --- Structure ------------------------------------------------------------------------------------


def structure_problems(page):
    return page.evaluate(
        """() => {
          const problems = [];
          const count = (selector, low, high) => {
            const number = document.querySelectorAll(selector).length;
            if (number < low || number > high) problems.push(`${number} of ${selector}`);
          };
          count('h1', 1, 1);
          count('main', 1, 1);
          count('main h1', 1, 1);
          count('body > header', 1, 1);
          count('body > footer', 1, 1);
          count('nav', 1, 9);
          count('html[lang]', 1, 1);
          count('meta[http-equiv="Content-Security-Policy"]', 1, 1);
          count('script:not([src]):not([type="application/ld+json"])', 1, 1);
          count('head > script:not([src], [type])', 1, 1);
          count('style, [style]', 0, 0);
          document.querySelectorAll('script[type="application/ld+json"]').forEach((data) => {
            try { JSON.parse(data.textContent); } catch (error) { problems.push(`${error}`); }
          });
          if (!document.title.trim()) problems.push('no title');
          const labels = [...document.querySelectorAll('nav')].map((each) =>
            each.getAttribute('aria-label') ||
            document.getElementById(each.getAttribute('aria-labelledby'))?.textContent);
          if (labels.some((label) => !label)) problems.push('a nav has no name');
          if (new Set(labels).size < labels.length) problems.push(`navs share a name: ${labels}`);
          const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
          const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
          if (twice.length) problems.push(`ids used twice: ${twice}`);
          let level = 1;
          document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)').forEach((heading) => {
            const own = Number(heading.tagName[1]);
            if (own > level + 1) problems.push(`h${own} after h${level}: ${heading.textContent}`);
            level = own;
          });
          return problems;
        }"""
    )


def check_without_script(report, visit, path, with_script, reached):
    """`reached`: addresses that were followed from other pages and led to one."""
    page = visit.page
    problems = list(visit.errors)
    if page.locator("button:visible").count() > page.locator("form button:visible").count():
        problems.append("a button that needs a script is shown")
    without = set(words(page))
    missing = [word for word in with_script if word not in without]
    if missing:
        problems.append(f"words are missing: {missing[:8]}")
    if page.locator("nav a[href]").count() < 3:
        problems.append("the navigation has no links")
    wanted = page.locator("nav a[href]").first.get_attribute("href")
    address = urllib.parse.urljoin(page.url, wanted)
    if address not in reached:
        page.goto(address)
        if page.locator("main h1").count() == 1:
            reached.add(address)
        else:
            problems.append(f"{wanted} leads to no page")
    report.check(f"no script: {path} keeps content and navigation", problems)


def words(page):
    """The words of the article; buttons do not count: only scripts add them."""
    page.evaluate(
        "for (const button of document.querySelectorAll('article button:not([role=tab])'))"
        " button.remove()"
    )
    return re.findall(r"\w+", page.locator("article").first.inner_text())


def check_missing_page(report, browser, mode):
    with browser.visit() as visit:
        response = visit.go(mode.base + "no-such-page")
        problems = [] if response.status == 404 else [f"status {response.status}"]
        if "not found" not in visit.page.locator("h1").inner_text().lower():
            problems.append("not the site's own page")
        problems += link_problems(visit.page, mode, {})
        problems += [error for error in visit.errors if "404" not in error]
    report.check("http: an unknown address shows the page for it", problems)
