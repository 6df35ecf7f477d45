#!/usr/bin/env python3
"""Pages that make Markdown parsers slow, at several sizes, through the real program.

Called by `make test` with the path of the study binary; `--full` adds the largest size. Each page
must build, or be refused by a clear error that names it, within bounded processor time and memory.
The patterns are those of the advisories against cmark-gfm and of its own pathological tests,
generated here. Last line: `N passed, N failed`.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile

CPU_SECONDS = 12  # a child may use 5 s before it is stopped, debug binaries are slow
MEMORY_MIB = 1300

PATTERNS = {
    "unclosed images": lambda n: "![[]()" * (n // 6),
    "comment openers": lambda n: "a<!--" * (n // 5),
    "instruction openers": lambda n: "a<?" * (n // 3),
    "cdata openers": lambda n: "a<![CDATA[" * (n // 10),
    "declaration openers": lambda n: "a<!A " * (n // 5),
    "emphasis openers": lambda n: "*a " * (n // 6) + "_a*_ " * (n // 10),
    "long definition": lambda n: "[a]: <" + "u" * (n // 2) + ">\n\n" + "[a] " * (n // 8),
    "long definition, images": lambda n: "[a]: <" + "u" * (n // 2) + ">\n\n" + "![a] " * (n // 10),
    "long title": lambda n: "[a]: u '" + "t" * (n // 2) + "'\n\n" + "[a] " * (n // 8),
    "address and parentheses": lambda n: "http://a.b/" + ")" * n,
    "address and angle": lambda n: "http://a.b/<" * (n // 12),
    "mail signs": lambda n: "a@" * (n // 2),
    "mail signs and dots": lambda n: "a@b." * (n // 4),
    "mailto": lambda n: "mailto:s@p.com/" * (n // 15),
    "wide header": lambda n: "|" + "a|" * (n // 4) + "\n|" + "-|" * (n // 4) + "\n",
    "square table": lambda n: (
        lambda k: "|" + "a|" * k + "\n|" + "-|" * k + "\n" + "|a|\n" * k)(min(n // 8, 3000)),
    "delimiter mismatch": lambda n: "a|b|c\n-|-\n" * (n // 10),
    "one long row": lambda n: "a|" * (n // 2) + "\n-|-\n",
    "nested list": lambda n: "- " * (n // 3) + "x" + "\n" * (n // 3),
    "nested numbers": lambda n: "1. " * (n // 4) + "\n" * (n // 4),
    "nested quotes": lambda n: ">" * (n // 2) + "a*" * (n // 4),
    "lazy quotes": lambda n: ("> " * 50 + "a\n") + "lazy\n" * (n // 5),
    "quotes and lists": lambda n: "> " + "- " * (n // 4) + "\n" + ">\n" * (n // 4),
    "nested footnotes": lambda n: "[^a]:" * (n // 5) + "\n" * 100,
    "underscores": lambda n: "_" * n,
    "stars": lambda n: "*" * (n // 2) + " a " + "*" * (n // 2),
    "brackets": lambda n: "[" * (n // 2) + " a " + "]" * (n // 2),
    "open destinations": lambda n: "[a](b" * (n // 5),
    "open angle destinations": lambda n: "[a](<b" * (n // 6),
    "nested openers": lambda n: "[ (](" * (n // 5),
    "open images": lambda n: "![p" * (n // 3),
    "backtick runs": lambda n: "".join("e" + "`" * k for k in range(1, int((2 * n) ** 0.5))),
    "backslashes": lambda n: "\\" * n,
    "ampersands": lambda n: "&" * n,
    "entities": lambda n: "&#x1" * (n // 4),
    "tabs": lambda n: "\t" * n,
    "one footnote, many marks": lambda n: "[^a]" * (n // 4) + "\n\n[^a]: b\n",
    "many definitions": lambda n: "".join(f"[k{k}]: u\n" for k in range(n // 12)),
    "wikilinks": lambda n: "[[" * (n // 2),
    "wikilink pairs": lambda n: "[[a]]" * (n // 5),
    "citations": lambda n: "[@a; " * (n // 5),
    "citation pairs": lambda n: "[@a] " * (n // 5),
    "escaped citations": lambda n: "\\[@a] [@b] " * (n // 11),
    "undefined marks": lambda n: "[a][b] [^c] " * (n // 12),
    "undefined marks in emphasis": lambda n: "*a*[b][c] " * (n // 10),
    "definitions and code": lambda n: "[x]: y\n```\n[y]: z\n```\n\n" * (n // 23),
    "former anchors": lambda n: "# a {" + ".was-b " * (n // 7) + "}\n",
    "questions": lambda n: "## a?\n\nb\n\n" * (n // 11),
    "explicit anchors": lambda n: "# a {#a}\n" * (n // 9),
    "same headings": lambda n: "# a\n" * (n // 4),
    "raw tags": lambda n: "<b>" * (n // 3),
    "raw attributes": lambda n: "<b " + "a=b " * (n // 4) + ">\n",
    "open quotes in tags": lambda n: "<b a='" * (n // 6),
    "two runs of stars": lambda n: "*" * 30000 + "a" + "*" * 30000,
    "dollars": lambda n: "$" * n,
    "open formulas": lambda n: "$a " * (n // 3),
    "open displays": lambda n: "$$a\n" * (n // 4),
    "formulas and backticks": lambda n: "$a` " * (n // 4) + "``$x$" * (n // 5),
    "one formula often": lambda n: "$x_1$ *$x_1$* " * (n // 14),
    "long formula": lambda n: "$" + "{" * n + "$",
    "formulas across blocks": lambda n: "- $$a\n> b$$\n" * (n // 12),
    "marked lines": lambda n: fence("c {" + "1," * (n // 4) + "}", "a\n" * (n // 8)),
    "many fences": lambda n: "```c tab=a\na\n```\n" * (n // 17),
    "many languages": lambda n: "".join(f"```l{k}\n```\n" for k in range(n // 14)),
    "code: quotes": lambda n: fence("python", "\"'" * (n // 2)),
    "code: escaped quotes": lambda n: fence("js", "\\'\\\"" * (n // 4)),
    "code: strings in strings": lambda n: fence("swift", "\"\\(\\" * (n // 4)),
    "code: open templates": lambda n: fence("js", "`${" * (n // 3)),
    "code: open expressions": lambda n: fence("js", "=/[" * (n // 3)),
    "code: heredocs": lambda n: fence("bash", "<<A <<B\n" * (n // 8)),
    "code: hashes": lambda n: fence("rust", "r" + "#" * (n // 2) + "\"" + "#" * (n // 2)),
    "code: open comments": lambda n: fence("rust", "/*" * (n // 2)),
    "code: open tags": lambda n: fence("html", "<a b='<script>" * (n // 14)),
    "code: open rules": lambda n: fence("css", "a{b:" * (n // 4)),
    "code: open keys": lambda n: fence("yaml", "a: &b *c 'd\n" * (n // 12)),
    "code: one line of keys": lambda n: fence("yaml", "a: " * (n // 3)),
    "code: backticks": lambda n: fence("markdown", "`](" * (n // 3)),
    "code: prompts": lambda n: fence("console", "$ a \\\n" * (n // 6)),
    "code: flags": lambda n: fence("powershell", " -a[b" * (n // 5)),
}


def fence(info, code):
    """A block of code that no page's own backticks end."""
    return "~~~~" + info + "\n" + code + "\n~~~~\n"


def run(study, text, folder):
    """Builds one page; gives exit code, CPU seconds, peak MiB and what was said."""
    content = os.path.join(folder, "content")
    os.makedirs(content, exist_ok=True)
    with open(os.path.join(content, "page.md"), "w", encoding="utf-8") as page:
        page.write("# Page\n\n" + text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.run(
        [study, "build", "--content", content, "--output", os.path.join(folder, "out"), "--quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return process.returncode, cpu, after.ru_maxrss / 1024, process.stderr.decode(errors="replace")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("study")
    arguments.add_argument("--full", action="store_true", help="also at 256 KiB and 1 MiB")
    arguments.add_argument("--only", default="")
    options = arguments.parse_args()
    sizes = [16 << 10, 64 << 10] + ([256 << 10, (1 << 20) - 64] if options.full else [])
    passed = failed = 0
    for name, pattern in PATTERNS.items():
        if options.only not in name:
            continue
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    code, cpu, peak, said = run(options.study, pattern(size), folder)
                except subprocess.TimeoutExpired:
                    code, cpu, peak, said = -1, 999.0, 0.0, "no end within 120 s"
                is_clear = code == 0 or (code == 1 and "page.md" in said and "error:" in said)
                is_bounded = cpu <= CPU_SECONDS and peak <= MEMORY_MIB
                if is_clear and is_bounded:
                    passed += 1
                else:
                    failed += 1
                if not (is_clear and is_bounded) or "--full" in sys.argv:
                    print(f"{'ok' if is_clear and is_bounded else 'FAILED'}: {name} at "
                          f"{size >> 10} KiB: code {code}, {cpu:.2f} s CPU, {peak:.0f} MiB; "
                          f"{said.strip().splitlines()[:1]}",
                          flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
