"""The search in Firefox, by keyboard, over http, below a path and from the disk; formulas and the
choice of light and dark too. What Chromium is asked in more detail is in the other parts."""

from checks_search import ANSWERED, MARK_STALE, best_known_page, path_of
from firefox import DOWN, ENTER, ESCAPE, firefox, program

OPTIONS = "document.querySelectorAll('dialog.search [role=option]').length"
FIRST = "document.querySelector('dialog.search [role=option]').href"
ACTIVE = "document.querySelector('dialog.search input').getAttribute('aria-activedescendant')"


def run(report, browser, site, modes, study):
    query, wanted = best_known_page(site)
    with firefox(program()) as driven:
        for mode in modes:
            with report.group(f"firefox, {mode.name}"):
                check_search(report, driven, mode, query, wanted)
        check_repair(report, driven, modes[0], query)
        check_names(report, driven, modes[0], query)
        check_phone(report, driven, modes[0], query)
        check_formulas(report, driven, modes[0], site)
        check_scheme(report, driven, modes[0])


def ask(driven, mode, query, path="index.html"):
    driven.go(mode.url(path))
    driven.press("/")
    driven.wait("document.querySelector('dialog.search')?.open")
    type_query(driven, query)


def type_query(driven, query):
    """Presses the keys of a query and waits for what comes of the last."""
    driven.press(query[:-1])
    driven.evaluate(f"({MARK_STALE})()")
    driven.press(query[-1])
    driven.wait(f"({ANSWERED})() && {OPTIONS}")


def check_search(report, driven, mode, query, wanted):
    ask(driven, mode, query)
    problems = []
    driven.wait(f"{FIRST}.includes(arguments[0])", wanted.split("/")[-2])
    if not driven.evaluate("document.querySelectorAll('dialog.search mark').length"):
        problems.append("nothing marked")
    driven.press(DOWN)
    active = driven.evaluate(ACTIVE)
    selected = driven.evaluate("document.querySelector('[role=option][aria-selected=true]')?.id")
    if not active or active != selected:
        problems.append(f"the field names {active!r}, the list {selected!r}")
    driven.press(ESCAPE)
    driven.wait("document.querySelector('dialog.search input').value === ''")
    type_query(driven, query)
    driven.wait(f"{FIRST}.includes(arguments[0])", wanted.split("/")[-2])
    driven.press(ENTER)
    driven.wait("location.pathname.includes(arguments[0])", wanted.split("/")[-2])
    reached = path_of(driven.evaluate("location.href"), mode)
    if reached != wanted:
        problems.append(f"{reached} before {wanted}")
    report.check(f"firefox, {mode.name}: typed, found, chosen, reached", problems)


def check_repair(report, driven, mode, query):
    word = max(query.split(), key=len)
    ask(driven, mode, word[:3] + word[4:] + " ")
    said = driven.evaluate("document.querySelector('.search-banner').textContent")
    report.check(
        "firefox: a misspelt word is repaired, and that is said",
        [] if word.lower() in said.lower() else [f"it says {said!r}"],
    )


def check_names(report, driven, mode, query):
    ask(driven, mode, query)
    names = {
        selector: driven.role_and_label(selector)
        for selector in ("dialog.search input", "dialog.search [role=listbox]", "dialog.search")
    }
    expected = {"combobox", "listbox", "dialog"}
    problems = [f"{selector} has no name" for selector, (_, label) in names.items() if not label]
    if {role for role, _ in names.values()} != expected:
        problems.append(f"the roles are {names}")
    report.check("firefox: the parts of the search have roles and names", problems)


def check_phone(report, driven, mode, query):
    # Firefox makes no window narrower than this.
    driven.resize(500, 740)
    ask(driven, mode, query)
    wide = driven.evaluate("document.documentElement.scrollWidth - innerWidth")
    # The kinds of pages are a row that scrolls by itself.
    over = driven.evaluate(
        "[...document.querySelectorAll('dialog.search :not(.search-kinds *)')]"
        ".filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length"
    )
    driven.resize(1280, 800)
    problems = [f"{wide} px too wide"] if wide > 0 else []
    problems += [f"{over} parts stick out"] if over else []
    report.check("firefox: the search fits a narrow window", problems)


def check_formulas(report, driven, mode, site):
    pages = [page for page in site.rglob("index.html") if b'class="formula"' in page.read_bytes()]
    if not pages:
        return
    driven.go(mode.url(str(sorted(pages)[0].relative_to(site))))
    flat = driven.evaluate(
        "[...document.querySelectorAll('math mfrac')].filter((one) =>"
        " one.getBoundingClientRect().height < 1.5 * parseFloat(getComputedStyle(one).fontSize)"
        ").length"
    )
    report.check("firefox: fractions are drawn", [f"{flat} are flat"] if flat else [])


def check_scheme(report, driven, mode):
    driven.go(mode.url("index.html"))
    ground = "getComputedStyle(document.body).backgroundColor"
    before = driven.evaluate(ground)
    driven.evaluate("document.querySelector('.theme-toggle').click()")
    problems = []
    if driven.evaluate(ground) == before:
        problems.append("the colours stay")
    chosen = driven.evaluate(ground)
    driven.go(mode.url("index.html"))
    if driven.evaluate(ground) != chosen:
        problems.append("the choice is forgotten")
    report.check("firefox: light or dark is chosen, and kept", problems)
