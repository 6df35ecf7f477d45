"""Copies a generated corpus and gives it a glossary, the same bytes every time.

    python3 Benchmarks/glossary.py CORPUS OUT_DIR COUNT

Each of the COUNT terms is two words of the corpus's own vocabulary and has an alias, so nearly every
word of a page may begin a term, and pages use some dozens of them. Called by Benchmarks/prepare.py.
"""

import pathlib
import random
import shutil
import sys

from generate import CONTENT_WORDS, SEED


def main():
    corpus, out, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    shutil.copytree(corpus, out, dirs_exist_ok=True)
    rng = random.Random(f"{SEED} glossary")
    terms = {}  # In the order in which they were drawn.
    while len(terms) < count:
        terms[" ".join(rng.choices(CONTENT_WORDS, k=2))] = None
    lines = []
    for number, term in enumerate(terms):
        definition = " ".join(rng.choices(CONTENT_WORDS, k=20)).capitalize()
        lines.append(f"- term: {term}\n  aliases: [alias{number}]\n  definition: {definition}.\n")
    (out / "glossary.yml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
