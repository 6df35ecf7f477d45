"""Runs every example of the manual, as a reader would.

    python3 Tests/Corpus/manual_examples.py STUDY [CONTENT]

CONTENT is the content folder; without it, the one of this repository. What is done with a fenced
block depends on what stands behind the fence:

    markdown                       a page; `study check` must find nothing
    markdown uses-sources          the same, with the works of the page's sources.yml block
    yaml title="study.yml"         the settings of a project; nothing may be found
    yaml title="glossary.yml", yaml title="sources.yml"
    yaml                           front matter; steps of a path are made
    css, html                      a file of the theme, at its title
    sh                             run, in a folder with a small project `demo`; `fails` expects 1
    text                           behind a `sh` block that fails: what it says
    sh not-run                     commands for other machines; must stand in NOT_RUN

Everything else is for other programs or for the eye, and must stand in SHOWN, with the reason.
The blocks of one page share one folder, so that they can build on each other. The page of commands
must name exactly the flags that --help does, and the page of settings exactly the known keys.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# First lines of commands that cannot be run here, and why.
NOT_RUN = {
    "make site": "builds this repository; `make test` has done it",
    "apt-get install libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev libstemmer-dev duktape-dev libmimalloc-dev":
        "changes the machine",
    "study check --external": "needs the network; Tests/Faults/external_links.py tests it",
    "study serve --open": "runs until it is stopped; tests of its own run it",
    "study serve --project garden": "the same",
    "npx wrangler pages deploy site": "needs an account elsewhere",
    "aws s3 sync site/ s3://BUCKET/ --delete --exclude .study-manifest": "the same",
    "rsync -a --delete --exclude .study-manifest site/ user@example.org:/var/www/study/":
        "the same",
}
# Blocks that are no example of ours, by language and title, and why they are not run. nginx, Apache
# and Caddy were tried by hand with the versions of Debian 12.
SHOWN = {
    ("yaml", ".github/workflows/pages.yml"): "for GitHub",
    ("toml", "netlify.toml"): "for Netlify",
    ("text", "content/_headers"): "for Cloudflare",
    ("text", "/etc/nginx/sites-available/study"): "for nginx",
    ("text", "/etc/apache2/sites-available/study.conf"): "for Apache",
    ("text", "/etc/caddy/Caddyfile"): "for Caddy",
}
# Pages whose blocks other tests run: diagnostics.md is generated and compared; code.md and the
# pages after it show languages, formulas and diagrams, which the site's own build renders.
OTHER_TESTS = {
    "diagnostics.md", "code.md", "mathematics.md", "diagrams.md", "kitchen-sink.md", "preview.md",
}


OUR_FILES = {"study.yml", "glossary.yml", "sources.yml"}


class Block:
    def __init__(self, info, text, line):
        words = re.findall(r'\S*"[^"]*"|\S+', info)
        self.language = words[0] if words else ""
        self.words = words[1:]
        title = re.search(r'title="([^"]*)"', info)
        self.title = title[1] if title else None
        self.text = text
        self.line = line


def blocks(markdown):
    """The fenced blocks at the left margin, in order."""
    found, fence, info, lines, start = [], None, "", [], 0
    for number, line in enumerate(markdown.split("\n"), 1):
        opening = re.match(r"(`{3,}|~{3,})\s*(.*)$", line)
        if fence is None and opening:
            fence, info, lines, start = opening[1], opening[2].strip(), [], number
        elif fence is not None and line.startswith(fence) and not line.strip(fence[0] + " "):
            found.append(Block(info, "\n".join(lines) + "\n", start))
            fence = None
        elif fence is not None:
            lines.append(line)
    return found


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def garden(folder):
    """The project that the examples of the manual work in."""
    write(folder / "content/index.md", "# My garden\n\nWhat grows here: [beans](beans.md).\n")
    write(folder / "content/beans.md", "# Beans\n\nThey climb. Back to [[My garden]].\n")
    write(folder / "study.yml", "title: My garden\n")


class Page:
    """A page of the manual, with the folder that its examples share."""

    def __init__(self, path, study, folder):
        self.path, self.study, self.folder = path, study, folder
        self.problems = []
        self.counts = {}
        self.said = None
        self.blocks = blocks(path.read_text())
        garden(folder / "demo")

    def problem(self, block, text):
        self.problems.append(f"{self.path}:{block.line}: {text}")

    def run(self):
        for block in self.blocks:
            said, self.said = self.said, None
            kind = self.run_block(block, said)
            self.counts[kind] = self.counts.get(kind, 0) + 1

    def run_block(self, block, said):
        key = (block.language, block.title)
        if key in SHOWN:
            return "shown"
        if block.language == "markdown":
            self.check_page(block)
        elif block.language == "yaml" and block.title in OUR_FILES:
            self.check_yaml(block)
        elif block.language == "yaml" and block.title is None:
            self.check_front_matter(block)
        elif block.language in ("css", "html") and (block.title or "").startswith("templates/"):
            self.check_theme(block)
        elif block.language == "sh" and "not-run" in block.words:
            first = block.text.split("\n")[0]
            if first not in NOT_RUN:
                self.problem(block, f"`{first}` is not run; say why in NOT_RUN")
            return "not run"
        elif block.language == "sh":
            self.run_shell(block)
        elif block.language == "text" and said is not None:
            for line in block.text.rstrip("\n").split("\n"):
                if line not in said:
                    self.problem(block, f"the command does not say `{line}`, but:\n{said}")
        else:
            self.problem(block, f"nobody runs this block ({block.language or 'no language'})")
        return block.language

    def check(self, block, folder, *flags):
        run = subprocess.run(
            [self.study, "check", "--diagnostics", "json", "--quiet", *flags], cwd=folder,
            capture_output=True, text=True)
        if run.returncode != 0 or run.stdout.strip():
            self.problem(block, f"`study check` says:\n{run.stdout}{run.stderr}")

    def fresh(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def check_page(self, block):
        """In a site around it that holds what the examples of the manual link to."""
        folder = self.fresh()
        place = block.title or "topics/example.md"
        garden(folder)
        write(
            folder / "content/index.md",
            f"# My garden\n\n[Beans](beans.md), [first](topics/first.md), [this]({place}).\n")
        write(
            folder / "content/topics/first.md",
            "---\naliases: [First topic]\n---\n# The first\n\n## Reasons\n\nText.\n")
        write(folder / "content/topics/loop.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
        write(folder / "content" / place, block.text)
        if "uses-sources" in block.words:
            works = next(b.text for b in self.blocks if b.title == "sources.yml")
            self.write_sources(folder, works)
        self.check(block, folder)

    def check_yaml(self, block):
        folder = self.fresh()
        garden(folder)
        if block.title == "study.yml":
            write(folder / "study.yml", block.text)
        elif block.title == "glossary.yml":
            write(folder / "content/glossary.yml", block.text)
        else:
            self.write_sources(folder, block.text)
        self.check(block, folder)

    def check_front_matter(self, block):
        folder = self.fresh()
        garden(folder)
        for step in re.findall(r"(?m)^  - (\S+\.md\S*)$", block.text):
            path, _, anchor = step.partition("#")
            heading = f"\n## A section {{#{anchor}}}\n" if anchor else ""
            page = folder / "content" / path
            old = page.read_text() if page.exists() else f"# {path}\n\nTo [[My garden]].\n"
            write(page, old + heading)
        write(folder / "content/beans.md", f"---\n{block.text}---\n# Beans\n\nText.\n")
        self.check(block, folder)

    @staticmethod
    def write_sources(folder, works):
        """With a page that cites all of them, since a work nobody cites is reported."""
        keys = re.findall(r"(?m)^- id: (\S+)", works)
        write(folder / "content/sources.yml", works)
        write(
            folder / "content/beans.md",
            "# Beans\n\n[[My garden]] rests on " + "".join(f"[@{key}] " for key in keys) + "\n")

    def check_theme(self, block):
        folder = self.fresh()
        garden(folder)
        write(folder / "content/about.md", "# About\n\nBack to [[My garden]].\n")
        write(folder / "content/index.md", "# My garden\n\n[Beans](beans.md), [about](about.md).\n")
        write(folder / block.title, block.text)
        self.check(block, folder)
        subprocess.run([self.study, "build", "--quiet"], cwd=folder, capture_output=True)
        if block.language == "css":
            sheet = (folder / "site/assets/site.css").read_text()
            if not sheet.endswith(block.text):
                self.problem(block, "it is not the last part of the site's style sheet")

    def run_shell(self, block):
        commands = self.folder / "commands"
        commands.mkdir(exist_ok=True)
        link = commands / "study"
        if not link.exists():
            link.symlink_to(self.study)
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text], cwd=self.folder, capture_output=True,
            text=True, env={
                "PATH": f"{commands}:/usr/bin:/bin", "HOME": str(self.folder / "nobody"),
            })
        self.said = run.stdout + run.stderr
        expected = 1 if "fails" in block.words else 0
        if run.returncode != expected:
            self.problem(block, f"ended with {run.returncode}, not {expected}:\n{self.said}")


# --- The two pages that list everything -------------------------------------------------------


def help_text(study, *command):
    run = subprocess.run([study, "help", *command], capture_output=True, text=True, check=True)
    return run.stdout


def commands_of(study, *command):
    """The commands that do something, as tuples of words."""
    text = help_text(study, *command)
    names = []
    if "SUBCOMMANDS:" in text:
        names = re.findall(r"(?m)^  ([a-z]+)", text.split("SUBCOMMANDS:")[1].split("See '")[0])
    if not names:
        return [command]
    return [deep for name in names for deep in commands_of(study, *command, name)]


def check_commands(study, page):
    """What --help says against the sections `## study COMMAND` of the page."""
    problems = []
    text = page.read_text()
    sections = dict(re.findall(r"(?ms)^## study ([a-z ]+)\n(.*?)(?=^## |\Z)", text))
    commands = {" ".join(command): command for command in commands_of(study)}
    for name in sorted(set(sections) ^ set(commands)):
        where = "has no section" if name in commands else "does not exist"
        problems.append(f"{page}: `study {name}` {where}")
    for name in sorted(set(sections) & set(commands)):
        options = help_text(study, *commands[name]).split("OPTIONS:")[-1]
        known = set(re.findall(r"(?m)^  (--[a-z-]+)", options)) - {"--version", "--help"}
        written = set()
        for row in re.findall(r"(?m)^\| (.*?) \|", sections[name]):
            written |= set(re.findall(r"--[a-z-]+", row))
        for flag in sorted(known ^ written):
            where = "is not on the page" if flag in known else "is no flag of it"
            problems.append(f"{page}: `study {name}`: {flag} {where}")
    return problems


def known_keys(study, name, text):
    """The keys that the message about an unknown one lists."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        garden(folder)
        write(folder / name, text)
        run = subprocess.run([study, "check"], cwd=folder, capture_output=True, text=True)
    line = re.search(r"known keys: (.*)", run.stderr)
    return set(line[1].split(", ")) if line else set()


def check_settings(study, page):
    """The keys that the program knows against the first column of the tables."""
    problems = []
    text = page.read_text()
    for heading, name, wrong in [
        ("## study.yml", "study.yml", "qqqq: 1\n"),
        ("### external", "study.yml", "external:\n  qqqq: 1\n"),
        ("### limits", "study.yml", "limits:\n  qqqq: 1\n"),
        ("## Front matter", "content/beans.md", "---\nqqqq: 1\n---\n# Beans\n\n[[My garden]]\n"),
    ]:
        section = text.split(heading + "\n")[1]
        section = re.split(r"(?m)^##", section)[0]
        known = known_keys(study, name, wrong)
        written = set()
        for cell in re.findall(r"(?m)^\| (`.*?) \|", section):
            written |= set(re.findall(r"`([a-z_]+)`", cell))
        if not known:
            problems.append(f"{page}: the program does not list its keys for {heading}")
        for key in sorted(known ^ written):
            where = "is not on the page" if key in known else "is not known to the program"
            problems.append(f"{page}: {heading}: `{key}` {where}")
    return problems


def check_templates(page):
    """Every template of the default theme is named."""
    text = page.read_text()
    names = sorted(file.name for file in (ROOT / "templates").glob("*.mustache"))
    return [f"{page}: `{name}` is not on the page" for name in names if f"`{name}`" not in text]


def main():
    study = os.path.abspath(sys.argv[1])
    content = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "content")
    pages = sorted((content / "manual").glob("*.md"))
    problems, counts = [], {}
    for path in pages:
        if path.name in OTHER_TESTS:
            continue
        folder = pathlib.Path(tempfile.mkdtemp(prefix="study-manual-"))
        try:
            page = Page(path, study, folder)
            page.run()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        problems += page.problems
        for kind, count in page.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    problems += check_commands(study, content / "manual/commands.md")
    problems += check_settings(study, content / "manual/configuration.md")
    problems += check_templates(content / "manual/templates.md")
    # A manual whose examples are not found passes for nothing.
    for kind, least in [("markdown", 10), ("yaml", 8), ("sh", 20), ("css", 1), ("html", 1)]:
        if counts.get(kind, 0) < least:
            problems.append(f"only {counts.get(kind, 0)} examples of {kind}, not {least}")
    for problem in problems:
        print(problem, file=sys.stderr)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    print(f"Examples of the manual: {kinds}; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
