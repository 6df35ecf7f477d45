"""Pictures of the main pages for looking at, light and dark, on a phone and on a desk."""

from checks_search import ask

PAGES = {
    "home": "index.html",
    "topic": "topics/constitutional-ai/index.html",
    "folder": "topics/index.html",
    "faq": "faq/index.html",
    "search-page": "search/index.html",
    "not-found": "404.html",
}

# States of the search dialog, and what to type for each.
DIALOGS = {
    "empty": "",
    "answer": "what is constitutional ai",
    "repaired": "constitutoinal principles",
    "nothing": "zzyzx frobnicate",
    "kind": "kind:topic",
}


def take(browser, mode, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        for width in (360, 1280):
            for name, path in PAGES.items():
                if not (mode.site / path).is_file():
                    continue
                with browser.visit(mode.url(path), width=width, scheme=scheme) as visit:
                    page = visit.page
                    file = folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=file)
                    page.screenshot(path=file.with_stem(file.stem + "-full"), full_page=True)
                    if name != "home":
                        continue
                    page.keyboard.press("/")
                    page.locator("dialog input").fill("constitution")
                    page.wait_for_selector("dialog [role=option]")
                    page.keyboard.press("ArrowDown")
                    page.screenshot(path=folder / f"dialog-{width}-{scheme}.png")
                    for state, query in DIALOGS.items():
                        ask(page, query)
                        page.screenshot(path=folder / f"dialog-{state}-{width}-{scheme}.png")
