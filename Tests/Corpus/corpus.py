"""Counts what the corpus promises, and runs its sketches.

    python3 Tests/Corpus/corpus.py [CONTENT]

CONTENT is the content folder; without it, the one of this repository. Sketches run with the Python
that runs this, which needs numpy. This reads the Markdown by
itself and shares nothing with the program, so that neither hides the other's mistakes. Whether
links lead somewhere is not asked here: `study check` does that.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

AREAS = {
    "constitutional-ai", "alignment-beyond-rlhf", "architecture-insights",
    "training-data-and-methodology", "safety-and-ethics",
}
PATHS = {"researchers", "developers", "students", "open-source-enthusiasts", "companies"}
TOPICS_OF_AN_AREA = range(4, 9)
WORDS_OF_A_TOPIC = range(600, 1501)
QUESTIONS, TERMS, SOURCES = 40, 90, 70
# The questions that the founding essay asks, in its order.
FIRST_QUESTIONS = [
    "open source", "constitutional ai", "who benefits", "without the source code",
    "ethical considerations",
]

PARTS = [
    "Summary", "What is uncertain or disputed", "What it means for readers", "Check yourself",
    "Where to read on",
]
# These advise, ask and point; a fact in them was cited where the page states it.
UNCITED_PARTS = {"What it means for readers", "Check yourself", "Where to read on"}
# A section with one of these tells what somebody found, did or said, and must cite it. The others
# are definitions, arithmetic and arguments of our own.
FINDING = re.compile(
    r"\b(20[012]\d|found|findings?|reported|stud(?:y|ies)|papers?|authors|researchers|measured"
    r"|shown|showed|experiments?|Anthropic|Claude|Google|OpenAI|per cent|published)\b")
# The site speaks of itself, or says that it does not report.
NO_FINDING = re.compile(r"\b[Tt]his study\b|\b(?:not|no|and not) (?:a )?findings?\b")
# Sections that use such a word and state no finding all the same. Each was read for that.
OWN_REASONING = {
    ("topics/architecture-insights/induction-heads.md", "A limit that comes with the definition"),
    ("topics/architecture-insights/sparse-autoencoders.md", "A sketch to run"),
    ("topics/constitutional-ai/constitutional-classifiers.md", "Why stand beside the model"),
    ("topics/constitutional-ai/principles-specific-and-general.md", "Two ways to fail"),
    ("topics/safety-and-ethics/bias-and-representation.md", "Three different things"),
    ("topics/safety-and-ethics/red-teaming.md", "What a red team can show"),
    ("topics/training-data-and-methodology/calibration.md", "A sketch, and a trap"),
    ("topics/training-data-and-methodology/calibration.md", "The measure, symbol by symbol"),
    ("topics/training-data-and-methodology/influence-functions.md", "The question"),
    ("topics/training-data-and-methodology/preference-data.md", "Agreement sets a ceiling"),
    ("topics/training-data-and-methodology/scaling-laws.md", "What is being predicted"),
    ("topics/training-data-and-methodology/scaling-laws.md", "A sketch to run"),
}
# Questions about the site itself.
UNCITED_QUESTIONS = {"Is this site run by Anthropic?", "How current and how certain is this study?"}
# A section shorter than this leads over to the next one.
WORDS_OF_A_SECTION = 40

problems = []


def problem(path, text):
    problems.append(f"{path}: {text}")


# --- Reading ----------------------------------------------------------------------------------


class Page:
    def __init__(self, content, path):
        self.path = path.relative_to(content).as_posix()
        text = path.read_text()
        match = re.match(r"---\n(.*?)\n---\n", text, re.S)
        self.front = match[1] if match else ""
        self.text = text[match.end():] if match else text
        # Code and formulas are neither prose nor links; as many lines stay.
        self.prose = re.sub(
            r"(?ms)^(`{3,})[^\n]*\n.*?^\1[ ]*$", lambda code: "\n" * code[0].count("\n"), self.text)
        self.prose = re.sub(r"\$\$.*?\$\$", "", self.prose, flags=re.S)

    def value(self, key):
        found = re.search(rf"(?m)^{key}: *(.*)$", self.front)
        return found[1].strip() if found else ""

    def items(self, key):
        """A list of YAML in either of its forms."""
        inline = re.search(rf"(?m)^{key}: *\[(.*)\]$", self.front)
        if inline:
            return [item.strip() for item in inline[1].split(",") if item.strip()]
        block = re.search(rf"(?m)^{key}: *\n((?:  *- .*\n?)+)", self.front)
        return re.findall(r"(?m)^ *- (.*)$", block[1]) if block else []

    def title(self):
        found = re.search(r"(?m)^# (.*?)(?: \{.*\})?$", self.prose)
        return self.value("title") or (found[1] if found else "")

    def sections(self):
        """Heading and text of each stretch between headings, the first without a heading."""
        parts = re.split(r"(?m)^#{2,6} (.*?)(?: \{.*\})?$", self.prose)
        return [("", parts[0])] + list(zip(parts[1::2], parts[2::2]))


def words(text):
    text = re.sub(r"\[@[^\]]*\]", "", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"<[^>]*>", " ", text)
    return len(re.findall(r"\S*[^\W_]\S*", text))


def citations(text):
    keys = []
    for bracket in re.findall(r"\[(@[^\]]*)\]", text):
        keys += re.findall(r"@([^\s,;\]]+)", bracket)
    return keys


def read_pages(content):
    pages = {}
    for path in sorted(content.rglob("*.md")):
        page = Page(content, path)
        pages[page.path] = page
    return pages


def link_targets(page, pages, names):
    """The pages that a page links to, itself left out."""
    targets = set()
    folder = pathlib.PurePosixPath(page.path).parent
    for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?(?: \"[^\"]*\")?\)", page.prose):
        parts = []
        for part in (folder / target).parts:
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts.append(part)
        targets.add("/".join(parts))
    for name in re.findall(r"\[\[([^\]|#]+)", page.prose):
        targets.add(names.get(name.strip().lower(), ""))
    return {target for target in targets if target in pages and target != page.path}


# --- What is counted --------------------------------------------------------------------------


def check_areas(pages, links):
    topics = []
    for area in sorted(AREAS):
        folder = f"topics/{area}/"
        overview = pages.get(folder + "index.md")
        if overview is None:
            problem(folder, "has no overview")
            continue
        own = [p for p in pages.values() if p.path.startswith(folder) and p is not overview]
        if len(own) not in TOPICS_OF_AN_AREA:
            problem(folder, f"has {len(own)} topics")
        for page in own:
            if page.path not in links[overview.path]:
                problem(page.path, "its area's overview does not link to it")
        topics += own
    for page in topics:
        check_topic(page, pages, links)
    return topics


def check_topic(page, pages, links):
    if page.value("kind") != "topic":
        problem(page.path, "is not of kind topic")
    for key in ("description", "updated", "tags", "order"):
        if not page.value(key):
            problem(page.path, f"has no {key}")
    count = words(page.prose)
    if count not in WORDS_OF_A_TOPIC:
        problem(page.path, f"has {count} words")
    headings = [heading for heading, _ in page.sections()]
    for part in PARTS:
        if part not in headings:
            problem(page.path, f"has no part `{part}`")
    incoming = [other for other in links if page.path in links[other]]
    outgoing = [p for p in links[page.path] if pages[p].value("kind") == "topic"]
    if len(incoming) < 3:
        problem(page.path, f"is linked to from {len(incoming)} pages: {incoming}")
    if len(outgoing) < 3:
        problem(page.path, f"links to {len(outgoing)} topics: {outgoing}")
    cited = set(citations(page.prose)) | set(page.items("sources"))
    if len(cited) < 2:
        problem(page.path, f"cites {sorted(cited)} only")
    check_sections(page)
    check_exercises(page)


def check_sections(page):
    for heading, text in page.sections()[1:]:
        # What a picture shows is described in its brackets, and told in the text.
        told = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", NO_FINDING.sub("", text))
        told = sorted(set(FINDING.findall(told)))
        if heading in UNCITED_PARTS or words(text) < WORDS_OF_A_SECTION or citations(text) \
                or not told:
            if (page.path, heading) in OWN_REASONING:
                problem(page.path, f"`{heading}` need not stand in OWN_REASONING")
        elif (page.path, heading) not in OWN_REASONING:
            problem(page.path, f"`{heading}` cites nothing, and tells of {', '.join(told)}")


def check_exercises(page):
    text = dict(page.sections()).get("Check yourself", "")
    exercises = re.findall(
        r"(?s)<details><summary>(.*?)</summary>\n\n(.*?)\n\n</details>", text)
    if not 3 <= len(exercises) <= 5:
        problem(page.path, f"has {len(exercises)} questions with folded answers")
    for question, answer in exercises:
        if len(question) < 15 or not answer.strip():
            problem(page.path, f"`{question}` has no answer")


def check_paths(pages):
    for name in sorted(PATHS):
        page = pages.get(f"readers/{name}.md")
        if page is None or page.value("kind") != "path":
            problem(f"readers/{name}.md", "is no reading path")
            continue
        steps = page.items("steps")
        if not 7 <= len(steps) <= 12:
            problem(page.path, f"has {len(steps)} steps")
        for step in steps:
            if step.split("#")[0] not in pages:
                problem(page.path, f"the step {step} does not exist")
        for key in ("audience", "outcome"):
            if not page.value(key):
                problem(page.path, f"does not say its {key}")
        if "Time needed" not in [heading for heading, _ in page.sections()]:
            problem(page.path, "does not say how long it takes")


def check_questions(pages):
    questions = []
    faqs = sorted(p for p in pages if p.startswith("faq/"))
    for path in [p for p in faqs if p.endswith("index.md")] + faqs:
        page = pages[path]
        if page.value("kind") != "faq":
            problem(path, "is no page of questions")
        for heading, text in page.sections()[1:]:
            if not heading.endswith("?") or (path, heading) in questions:
                continue
            questions.append((path, heading))
            short = text.strip().split("\n\n")[0]
            if not 3 <= words(short) <= 90:
                problem(path, f"`{heading}`: the short answer has {words(short)} words")
            if not citations(text) and heading not in UNCITED_QUESTIONS:
                problem(path, f"`{heading}` cites nothing")
            if not re.search(r"\]\([^)]*\.md|\[\[", text):
                problem(path, f"`{heading}` leads nowhere")
    for area in sorted(AREAS):
        count = sum(1 for path, _ in questions if path == f"faq/{area}.md")
        if count < 8:
            problem(f"faq/{area}.md", f"has {count} questions")
    if len(questions) < QUESTIONS:
        problem("faq/", f"has {len(questions)} questions")
    for wanted, (path, heading) in zip(FIRST_QUESTIONS, questions):
        if wanted not in heading.lower() or path != "faq/index.md":
            problem(path, f"`{heading}` stands where the question about {wanted} belongs")
    return questions


def entries(path, key):
    """The entries of a YAML list, as text."""
    return re.split(rf"(?m)^- (?={key}:)", path.read_text())[1:]


def check_data(content):
    terms = [e for e in entries(content / "glossary.yml", "term") if "definition:" in e]
    if len(terms) < TERMS:
        problem("glossary.yml", f"defines {len(terms)} terms")
    complete = []
    for entry in entries(content / "sources.yml", "id"):
        has = {key: re.search(rf"(?m)^  {key}: *\S", entry) for key in (
            "title", "author", "issued", "URL", "DOI", "number", "ISBN")}
        name = re.match(r"id: (\S+)", entry)[1]
        if not has["title"]:
            problem("sources.yml", f"{name} has no title")
        identifiers = [has[key] for key in ("URL", "DOI", "number", "ISBN")]
        if has["author"] and has["issued"] and any(identifiers):
            complete.append(name)
    if len(complete) < SOURCES:
        problem("sources.yml", f"{len(complete)} works have authors, date and identifier")
    return len(terms), len(complete)


def check_pictures(content, pages):
    used, examples = set(), set()
    for page in pages.values():
        is_manual = page.path.startswith("manual/")
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)", page.prose):
            file = (content / page.path).parent / target
            if is_manual:
                # Much of what it shows is an example and not there.
                examples.add(file.resolve())
                continue
            used.add(file.resolve())
            if not file.exists():
                problem(page.path, f"the picture {target} does not exist")
            if words(alt) < 5:
                problem(page.path, f"the alternative text of {target} says little: `{alt}`")
    for file in sorted((content / "images").glob("*")):
        # `book.dark.svg` is the variant of `book.svg` for dark themes.
        light = file.with_name(file.name.replace(".dark.", ".")).resolve()
        if light not in used | examples:
            problem(f"images/{file.name}", "is on no page")
        text = file.read_text() if file.suffix == ".svg" else ""
        if file.suffix == ".svg":
            for tag in ("title", "desc"):
                if f"<{tag}" not in text:
                    problem(f"images/{file.name}", f"has no <{tag}>")
            if re.search(r"<script|href=\"(?!#)|url\((?!#)", text):
                problem(f"images/{file.name}", "holds a script or a reference to elsewhere")
    return len(used)


def check_sketches(content, pages):
    """Each sketch runs, and is on a page word for word with what it prints."""
    fenced = {}
    for page in pages.values():
        found = re.findall(r"(?ms)^```(\w+)[^\n]*\n(.*?)^```$", page.text)
        for (language, code), after in zip(found, found[1:] + [("", "")]):
            if language == "python":
                fenced[code.strip()] = (page, after[1] if after[0] == "text" else None)
    files = sorted((content / "sketches").glob("*.py"))
    for file in files:
        name = f"sketches/{file.name}"
        code = file.read_text()
        run = subprocess.run(
            [sys.executable, "-W", "error", str(file)], capture_output=True, text=True, timeout=60)
        if run.returncode != 0 or not run.stdout.strip():
            problem(name, f"does not run:\n{run.stderr}")
        if code.strip() not in fenced:
            problem(name, "is on no page word for word")
            continue
        page, printed = fenced[code.strip()]
        if file.name not in page.prose:
            problem(page.path, f"does not link to {name}")
        if printed is not None and printed.strip() != run.stdout.strip():
            problem(page.path, f"does not show what {name} prints:\n{run.stdout}")
    if len(files) < 4:
        problem("sketches/", f"has {len(files)} programs")
    return len(files)


def check_wording(pages):
    for page in pages.values():
        if page.path.startswith("manual/"):
            continue
        text = re.sub(r"(?m)^#.*$", "", page.prose)
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if re.search(r"\b(latest|newest|state.of.the.art)\b", sentence, re.I) \
                    and not re.search(r"\b20[12]\d\b|one date|dated?\b", sentence):
                problem(page.path, f"no date in: {sentence.strip()[:120]}")
        if re.search(r"2605\.29358", page.text):
            problem(page.path, "names a record that is in doubt")


def main():
    content = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content"
    pages = read_pages(content)
    names = {}
    for page in pages.values():
        for name in [page.title(), page.path, page.path[:-3]] + page.items("aliases"):
            names.setdefault(name.strip().strip('"').lower(), page.path)
    links = {path: link_targets(page, pages, names) for path, page in pages.items()}

    topics = check_areas(pages, links)
    check_paths(pages)
    questions = check_questions(pages)
    terms, sources = check_data(content)
    pictures = check_pictures(content, pages)
    sketches = check_sketches(content, pages)
    check_wording(pages)
    for path, heading in OWN_REASONING:
        if path not in pages or heading not in dict(pages[path].sections()):
            problem(path, f"there is no section `{heading}`; take it out of OWN_REASONING")
    for text in problems:
        print(text, file=sys.stderr)
    print(
        f"Corpus: {len(topics)} topics, {len(questions)} questions, {terms} terms, "
        f"{sources} complete sources, {pictures} pictures, {sketches} sketches; "
        f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
