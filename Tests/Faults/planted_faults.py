"""Plants fifty faults of all kinds in a corpus of 1,000 pages and expects `study check` to report
exactly those, each at its line and column.

    python3 Tests/Faults/planted_faults.py STUDY

The pages come from Benchmarks/generate.py, which writes nothing that `study` reports. Around the
faults stands what must not be reported: code, escaped brackets, comments, amounts of dollars.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What is written, with `«` where the report must point; the code; the severity is the code's own.
IN_PAGES = [
    ("See «[gone](nowhere-at-all-xyz.md) there.", "unknown-page"),
    ("Text and «[gone](../nowhere-at-all-xyz.md).", "unknown-page"),
    ("*Emphasis* with «[a `code` label](zzz-none.md#x).", "unknown-page"),
    ("> A quote with «[gone](zzz-none.md).", "unknown-page"),
    ("- An item\n  that goes on with «[gone](zzz-none.md).", "unknown-page"),
    ("1. First\n\n   Later «[gone](zzz-none.md).", "unknown-page"),
    ("Naïve café – «[gone](zzz-none.md).", "unknown-page"),
    ("| a | b |\n|---|---|\n| x | «[gone](zzz-none.md) |", "unknown-page"),
    ("Reference «[style][planted-one].\n\n[planted-one]: zzz-none.md", "unknown-page"),
    ("An «[[Unheard-of Page of this corpus]] link.", "unknown-page"),
    ("It is «[[Unheard-of Page\nof this corpus]] over two lines.", "unknown-page"),
    ("«[out](../../../../etc/passwd) of it.", "link-outside-content"),
    ("Own «[place](#no-such-heading-here).", "unknown-anchor"),
    ("Escaped \\* first, then «[place](#no-such-heading-here).", "unknown-anchor"),
    ("A «[place](target-page.md#never) elsewhere.", "unknown-anchor"),
    ("A «[[Target page#Never]] elsewhere.", "unknown-anchor"),
    ("A picture «![alt](missing-picture.png).", "missing-asset"),
    ("A file «[data](missing-data.csv).", "missing-asset"),
    ("A «[draft](draft-page.md) nobody sees.", "link-to-draft"),
    ("A «[[Twin]] of two.", "ambiguous-page"),
    ("An «[alarm](javascript:alert) of a link.", "unsafe-url"),
    ("Here «[x][planted-nowhere] stays as it is.", "undefined-reference"),
    ("Here «[planted nowhere][] too.", "undefined-reference"),
    ("A mark«[^planted-lost] without its note.", "undefined-footnote"),
    ("Words.\n\n«[planted-unused]: target-page.md", "unused-definition"),
    ("Words.\n\n> «[planted-quoted]: target-page.md", "unused-definition"),
    ("Words.\n\n«[^planted-unused]: A note.", "unused-footnote"),
    ("Nothing «[](target-page.md) to read.", "empty-link"),
    ("Nowhere «[to go]() at all.", "empty-link"),
    ("Cited [@«nobody1999].", "unknown-source"),
    ("Cited [@known2020; @«nobody1999, p. 3].", "unknown-source"),
    ("Wrapped [@known2020;\n@known2020] and [@«nobody1999].", "unknown-source"),
    ("### Heading with «[@known2020]", "misplaced-citation"),
    ("### One {#planted-id}\n\n«### Two {#planted-id}", "duplicate-anchor"),
    ("Raw «<input type=text> here.", "blocked-html"),
]
IN_FRONT_MATTER = [
    ("---\n«tagz: [a]\n---\n# P\n", "unknown-key"),
    ("---\norder: «first\n---\n# P\n", "wrong-type"),
    ("---\nsources: [known2020, «nobody1999]\n---\n# P\n", "unknown-source"),
    ("---\nupdated: «2026-02-30\n---\n# P\n", "wrong-type"),
    ("---\nglossary: «perhaps\n---\n# P\n", "wrong-type"),
]
IN_FILES = {
    "faq-planted.md": (
        "---\nkind: faq\n---\n# Planted\n\n## Is it asked?\n\nYes.\n\n«## Is it asked?\n\nAgain.\n\n"
        "«## Is it answered?\n",
        ["duplicate-question", "empty-answer"],
    ),
    "glossary.yml": (
        "- term: planted widget\n  definition: A thing. «[gone](zzz-none.md)\n"
        "- term: planted gadget\n  see: [«planted wodget]\n"
        "- term: «Planted Widget\n  definition: Twice.\n"
        "- term: «planted nothing\n"
        "- term: planted key\n  definition: Fine.\n  «defnition: Slip.\n",
        ["unknown-page", "unknown-term", "duplicate-term", "bad-term", "unknown-key"],
    ),
    "sources.yml": (
        "- id: known2020\n  title: Known\n"
        "- id: «lonely2021\n  title: Lonely\n"
        "- id: «untitled2022\n- id: dated2023\n  title: Dated\n  issued: «last spring\n",
        ["uncited-source", "bad-source", "bad-source"],
    ),
}
HARMLESS = """
A price of $5 to $10, `[@code] [[code]] [x](nowhere.md)`, \\[@escaped] and \\[x][y], list[0][1].

    [indented](nowhere.md) [@nobody]

```
[[Fenced]] [^none] [fence]: nowhere.md
```

[//]: # (a comment) [TOC]

- [ ] a task

<!-- [comment](nowhere.md) -->
"""


def plant(text):
    """The text without its marks, and the line and column of each."""
    places = []
    while "«" in text:
        before, after = text.split("«", 1)
        line = before.count("\n") + 1
        places.append((line, len(before) - (before.rfind("\n") + 1) + 1))
        text = before + after
    return text, places


def main():
    study = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        content = pathlib.Path(folder) / "content"
        subprocess.run(
            [sys.executable, ROOT / "Benchmarks/generate.py", content, "1000"],
            check=True, stdout=subprocess.DEVNULL)
        expected = set()
        (content / "target-page.md").write_text("# Target page\n\nCites [@untitled2022; @dated2023].\n")
        (content / "draft-page.md").write_text("---\ndraft: true\n---\n# Draft\n")
        (content / "twin-a.md").write_text("---\naliases: [Twin]\n---\n# A twin\n")
        (content / "twin-b.md").write_text("---\naliases: [Twin]\n---\n# B twin\n")
        (content / "harmless.md").write_text("# Harmless\n" + HARMLESS + "\nCites [@known2020].\n")
        # Faults stand in pages of the corpus, behind what was there.
        pages = sorted(content.glob("section-*/page-*.md"))
        for number, (fault, code) in enumerate(IN_PAGES):
            page = pages[number * 17 + 3]
            fault = fault.replace("(target-page", "(../target-page").replace(
                "(draft-page", "(../draft-page").replace(": target-page", ": ../target-page")
            text = page.read_text().rstrip("\n") + "\n" + HARMLESS + "\n" + fault + "\n"
            text, places = plant(text)
            page.write_text(text)
            name = str(page.relative_to(content.parent))
            expected |= {(name, line, column, code) for line, column in places}
        for number, (fault, code) in enumerate(IN_FRONT_MATTER):
            text, places = plant(fault)
            page = content / f"planted-{number}.md"
            page.write_text(text)
            expected |= {(f"content/{page.name}", *place, code) for place in places}
        for name, (fault, codes) in IN_FILES.items():
            text, places = plant(fault)
            (content / name).write_text(text)
            expected |= {
                (f"content/{name}", *place, code) for place, code in zip(places, codes)}
        run = subprocess.run(
            [study, "check", "--diagnostics", "json"], cwd=folder, capture_output=True, text=True)
        rows = [json.loads(line) for line in run.stdout.splitlines()]
        found = {(row["file"], row["line"], row["column"], row["code"]) for row in rows}
        for row in sorted(expected - found):
            print("not reported:", *row)
        for row in sorted(found - expected):
            print("reported without need:", *row)
        if len(rows) != len(found):
            print("the same thing is reported twice")
        if found != expected or len(rows) != len(found) or run.returncode != 1:
            sys.exit(1)
        print(f"{len(expected)} planted faults found at their places, and nothing else.")


if __name__ == "__main__":
    main()
