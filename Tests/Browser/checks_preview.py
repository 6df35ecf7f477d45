"""`study serve` as an author sees it: an edit appears by itself, a mistake is shown where it is and
goes when it is mended, a style sheet is swapped, the place on the page stays."""

import contextlib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Preview"))
from preview import Preview, make_project, write  # noqa: E402

from browsing import holds, settled  # noqa: E402

# Counts how often the page was told what is wrong with it, in a task of its own: by then the page's
# listener has shown it.
TOLD = """
window.__told = 0;
window.EventSource = class extends EventSource {
  constructor(...address) {
    super(...address);
    this.addEventListener('problems', () => setTimeout(() => { window.__told += 1; }));
  }
};
"""
LONG = "\n\n".join(f"Paragraph {number} of a long page." for number in range(120))
FILES = {
    "study.yml": "title: Preview\n",
    "content/index.md": "# Home\n\nSee [one](one.md).\n",
    "content/one.md": f"# One\n\nFirst words.\n\n{LONG}\n",
    "content/two.md": "# Two\n\nQuiet.\n",
}


def run(report, browser, site, modes, study):
    with tempfile.TemporaryDirectory() as root:
        make_project(pathlib.Path(root), FILES)
        with Preview(study, root) as preview:
            preview.wait_for(r"pages? in")
            base = f"http://127.0.0.1:{preview.port}/"
            for name, check in (
                ("an edit is seen without reloading by hand", check_edit),
                ("a mistake is shown with its line, and goes when it is mended", check_mistake),
                ("a warning is shown on its own page", check_warning),
                ("a style sheet is swapped without a reload", check_style),
                ("a page that is written appears where it was missed", check_missing),
                ("the link to the editor leads to the file", check_edit_link),
                ("a preview that is started again is found again", check_restart),
            ):
                with report.group(f"preview: {name}"):
                    report.check(f"preview: {name}", check(browser, preview, root, base, study))


@contextlib.contextmanager
def listening(browser, url):
    """A page that hears the preview."""
    with browser.visit() as visit:
        with visit.page.expect_response(lambda answer: "/.study/events" in answer.url):
            visit.go(url)
        yield visit


def edit_one(root, text):
    write(root, "content/one.md", f"# One\n\n{text}\n\n{LONG}\n")


def overlay(page):
    return page.locator("study-preview section.errors")


def check_edit(browser, preview, root, base, study):
    with listening(browser, base + "one/") as visit:
        page = visit.page
        page.evaluate("scrollTo(0, 900)")
        edit_one(root, "Other words.")
        page.locator("article", has_text="Other words").wait_for()
        holds(page, "Math.abs(scrollY - 900) <= 2")
        # And does not jump away again.
        settled(page)
        stays = page.evaluate("Math.abs(scrollY - 900) <= 2")
        problems = visit.problems()
        if not stays:
            problems.append(f"scrolled to {page.evaluate('scrollY')} instead of 900")
        return problems


def check_mistake(browser, preview, root, base, study):
    problems = []
    with listening(browser, base + "one/") as visit:
        page = visit.page
        settings = (pathlib.Path(root) / "study.yml").read_text()
        write(root, "study.yml", "title: [Half]\n")
        overlay(page).wait_for()
        text = overlay(page).inner_text()
        for part in ("1 error", "study.yml:1:8", "^", "bad-configuration"):
            if part not in text:
                problems.append(f"the overlay does not say {part!r}: {text[:300]!r}")
        href = overlay(page).locator("a").first.get_attribute("href") or ""
        if not (href.startswith("vscode://file/") and href.endswith("/study.yml:1:8")):
            problems.append(f"the error leads to {href}")
        if "Other words" not in page.locator("article").inner_text():
            problems.append("the last good page is gone")
        page.keyboard.press("Escape")
        overlay(page).wait_for(state="detached")
        write(root, "study.yml", "title: [Half, a mistake]\n")
        overlay(page).wait_for()
        write(root, "study.yml", settings)
        edit_one(root, "Whole words.")
        page.locator("article", has_text="Whole words").wait_for()
        overlay(page).wait_for(state="detached")
        return problems + visit.problems()


def check_warning(browser, preview, root, base, study):
    problems = []
    with listening(browser, base + "two/") as visit:
        page = visit.page
        badge = page.locator("study-preview details.warnings")
        write(root, "content/two.md", "# Two\n\n[Nowhere](nowhere.md).\n")
        badge.wait_for()
        badge.locator("summary").click()
        if "content/two.md:3:1" not in badge.inner_text():
            problems.append(f"the warning says {badge.inner_text()!r}")
        page.add_init_script(TOLD)
        visit.go(base + "one/")
        page.wait_for_function("() => window.__told > 0")
        if badge.count():
            problems.append("another page shows it too")
        visit.go(base + "two/")
        badge.wait_for()
        write(root, "content/two.md", "# Two\n\nQuiet.\n")
        badge.wait_for(state="detached")
        return problems + visit.problems()


def check_style(browser, preview, root, base, study):
    with listening(browser, base + "two/") as visit:
        page = visit.page
        page.evaluate("window.stays = true")
        write(root, "templates/assets/zz.css", "h1 { text-indent: 7px }\n")
        if not holds(page, "getComputedStyle(document.querySelector('h1')).textIndent === '7px'"):
            return ["the new style never came"]
        return [] if page.evaluate("window.stays === true") else ["the page was reloaded"]


def check_missing(browser, preview, root, base, study):
    with browser.visit() as visit:
        with visit.page.expect_response(lambda answer: "/.study/events" in answer.url):
            visit.go(base + "later/")
        write(root, "content/later.md", "# Later\n\nHere it is.\n")
        visit.page.locator("article", has_text="Here it is").wait_for()
        return []


def check_edit_link(browser, preview, root, base, study):
    write(root, "content/two.md", "---\ntitle: Two\n---\n\n# Two\n")
    with listening(browser, base + "two/") as visit:
        visit.page.locator(".edit a[href*='two.md:4']").wait_for()
        href = visit.page.locator(".edit a").get_attribute("href")
        wanted = f"vscode://file{pathlib.Path(root).resolve()}/content/two.md:4:1"
        return [] if href == wanted else [f"{href} instead of {wanted}"]


def check_restart(browser, preview, root, base, study):
    with listening(browser, base + "one/") as visit:
        preview.process.terminate()
        preview.process.wait(60)
        edit_one(root, "After a pause.")
        with Preview(study, root, port=preview.port) as again:
            if again.port != preview.port:
                return ["the port was taken meanwhile"]
            visit.page.locator("article", has_text="After a pause").wait_for()
    return []
