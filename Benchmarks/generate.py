"""Writes a corpus of Markdown pages that looks like real documentation, the same bytes every time.

    python3 Benchmarks/generate.py OUT_DIR COUNT

COUNT pages in all: one index.md at the top, one in every section-NNN/, the rest page-NNNN.md in
folders of about 100. Every link names a page that exists and, where it has one, an anchor that is
the slug of one of that page's headings; `study` must report nothing.

Called by Benchmarks/prepare.py, in a process of its own: what a page costs in memory here must not
count in the peak memory of what is measured afterwards.
"""

import itertools
import pathlib
import random
import sys

# Part of every seed: a change here is a new corpus, and old numbers no longer compare.
SEED = "study-benchmark-1"
VOCABULARY_SIZE = 4000
SECTION_SIZE = 100
LANGUAGES = ["swift", "python", "bash", "json", "yaml", "powershell"]
ALERTS = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]


def make_vocabulary():
    """Invented words with the lengths of English ones, most frequent first."""
    rng = random.Random(f"{SEED} vocabulary")
    syllables = [c + v + e for c in "bcdfglmnprstv" for v in "aeiou" for e in ("", "n", "r", "s")]
    words = {}  # A dict and not a set: its order is the same in every process.
    while len(words) < VOCABULARY_SIZE:
        # Frequent words are short in every language; rarer ones have two or three syllables.
        length = 1 if len(words) < 100 else rng.choice((2, 2, 3))
        words["".join(rng.choices(syllables, k=length))] = None
    return list(words)


WORDS = make_vocabulary()
# Zipf's law with Mandelbrot's correction: without the 2.7, every eighth word would be the same one.
WEIGHTS = list(itertools.accumulate(1 / (n + 2.7) for n in range(1, VOCABULARY_SIZE + 1)))
CONTENT_WORDS = WORDS[100:]


def capitalised(text):
    return text[0].upper() + text[1:]


def heading(rng, taken):
    """Two to four words whose slug no other heading of the page has: a repeated one would get a
    suffix (`-1`), and links to it would depend on how the generator counts."""
    while True:
        words = rng.sample(CONTENT_WORDS, rng.randint(2, 4))
        slug = "-".join(words)
        if slug not in taken:
            taken.add(slug)
            return capitalised(" ".join(words)), slug


class Page:
    """A page's place and headings, known for all pages before the first text that links to them."""

    def __init__(self, number, section):
        self.rng = random.Random(f"{SEED} page {number}")
        self.section = f"section-{section:03d}"
        self.name = f"page-{number:04d}.md"
        taken = set()
        self.title, _ = heading(self.rng, taken)
        self.headings = [heading(self.rng, taken) for _ in range(self.rng.randint(5, 8))]


class Writer:
    """Writes the text of one page. Holds what every piece of text needs: the random numbers, the
    page itself, and the pages that a link may name."""

    def __init__(self, page, section_pages, all_pages):
        self.rng, self.page = page.rng, page
        self.section_pages, self.all_pages = section_pages, all_pages

    def words(self, count):
        return self.rng.choices(WORDS, cum_weights=WEIGHTS, k=count)

    def sentence(self, link=None):
        words = self.words(self.rng.randint(8, 18))
        marked = self.rng.randrange(len(words))
        kind = self.rng.random()
        if kind < 0.12:
            words[marked] = f"**{words[marked]}**"
        elif kind < 0.24:
            words[marked] = f"*{words[marked]}*"
        elif kind < 0.44:
            words[marked] = f"`{words[marked]}_{self.rng.choice(CONTENT_WORDS)}`"
        elif kind < 0.442:
            # Rare, as in real documentation: about one page in ten.
            words[marked] = f"~~{words[marked]}~~"
        if link:
            words.insert(self.rng.randrange(1, len(words)), link)
        # A comma in the middle of longer sentences; never inside the mark-up of a word.
        if len(words) > 12:
            words[5] += ","
        return capitalised(" ".join(words)) + "."

    def paragraph(self, links):
        """Two or three sentences, wrapped as people wrap. Uses up some of `links`."""
        text = " ".join(
            self.sentence(links.pop() if links and self.rng.random() < 0.7 else None)
            for _ in range(self.rng.randint(2, 3)))
        return wrapped(text)

    def link(self):
        # Most links of documentation stay in their folder; the rest go anywhere.
        near = self.rng.random() < 0.6
        target = self.rng.choice(self.section_pages if near else self.all_pages)
        path = target.name if target.section == self.page.section \
            else f"../{target.section}/{target.name}"
        if self.rng.random() < 0.5:
            return f"[{target.title}]({path})"
        text, anchor = self.rng.choice(target.headings)
        return f"[{text}]({path}#{anchor})"

    def bullets(self, links):
        lines = []
        for _ in range(self.rng.randint(3, 6)):
            lines.append(f"- {self.sentence(links.pop() if links else None)}")
            if self.rng.random() < 0.2:
                lines.append(f"  - {self.sentence()}")
        return "\n".join(lines)

    def steps(self):
        return "\n".join(f"{n}. {self.sentence()}" for n in range(1, self.rng.randint(4, 6)))

    def table(self):
        rows = [self.rng.sample(CONTENT_WORDS, 3) for _ in range(self.rng.randint(3, 7))]
        lines = ["| Name | Default | Meaning |", "| --- | :---: | --- |"]
        lines += [f"| `{name}` | {default} | {meaning} {' '.join(self.words(5))} |"
                  for name, default, meaning in rows]
        return "\n".join(lines)

    def code(self):
        """Not valid in any language, but with the shape of code: calls, strings, nesting."""
        names = self.rng.sample(CONTENT_WORDS, 12)
        lines = [f"{names[0]} {names[1]} = {names[2]}({self.rng.randint(0, 999)})"]
        for name in names[3:3 + self.rng.randint(3, 8)]:
            argument = self.rng.choice(names)
            lines.append(f'    {name}.{argument}("{" ".join(self.words(3))}", {argument} < 10)')
        return "\n".join([f"```{self.rng.choice(LANGUAGES)}", *lines, "```"])

    def alert(self):
        quoted = wrapped(self.sentence() + " " + self.sentence()).replace("\n", "\n> ")
        return f"> [!{self.rng.choice(ALERTS)}]\n> {quoted}"

    def text(self):
        rng, page = self.rng, self.page
        links = [self.link() for _ in range(rng.randint(8, 15))]
        # Which of the sections carry the table, the code, the lists: some of each on every page.
        order = rng.sample(range(len(page.headings)), len(page.headings))
        with_table, with_steps = order[0], order[1]
        with_code = set(order[2:2 + rng.randint(1, 2)])
        with_bullets = set(order[3:5])
        with_alert = order[4] if rng.random() < 0.3 else None

        blocks = [front_matter(page.title, " ".join(self.words(12))), f"# {page.title}",
                  self.paragraph(links)]
        for i, (text, _) in enumerate(page.headings):
            # Every third one is a level lower, so that outlines have something to nest.
            blocks += [f"{'###' if i % 3 == 2 else '##'} {text}", self.paragraph(links)]
            if i in with_bullets:
                blocks.append(self.bullets(links))
            if i == with_table:
                blocks.append(self.table())
            if i == with_steps:
                blocks.append(self.steps())
            if i in with_code:
                blocks.append(self.code())
            if i == with_alert:
                blocks.append(self.alert())
            blocks.append(self.paragraph(links))
        blocks.append("See also " + ", ".join([*links, "[the section](index.md)"]) + ".")
        return "\n\n".join(blocks) + "\n"


def wrapped(text, width=98):
    """Greedy lines. Not `textwrap`: it takes most of a second per hundred pages."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def front_matter(title, description):
    return f'---\ntitle: "{title}"\ndescription: "{capitalised(description)}."\n---'


def index(title, entries):
    links = "\n".join(f"- [{text}]({path})" for text, path in entries)
    return f"{front_matter(title, f'what {title.lower()} holds')}\n\n# {title}\n\n{links}\n"


def generate(out, count):
    if count < 3:
        raise SystemExit(f"generate.py: COUNT must be at least 3, not {count}")
    # Each section costs one page for its index, and the corpus one for its own. The rest is dealt
    # out evenly: full folders and a remainder would miss COUNT by one for some counts.
    sections = -(-(count - 1) // (SECTION_SIZE + 1))
    rest = count - 1 - sections
    pages = [Page(number, number * sections // rest) for number in range(rest)]
    by_section = {}
    for page in pages:
        by_section.setdefault(page.section, []).append(page)

    out.mkdir(parents=True, exist_ok=True)
    for section, members in by_section.items():
        folder = out / section
        folder.mkdir()
        (folder / "index.md").write_text(
            index(capitalised(section.replace("-", " ")), [(p.title, p.name) for p in members]))
        for page in members:
            (folder / page.name).write_text(Writer(page, members, pages).text())
    (out / "index.md").write_text(index(
        "Generated corpus", [(s.replace("-", " "), f"{s}/index.md") for s in by_section]))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: generate.py OUT_DIR COUNT")
    generate(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
