#!/usr/bin/env python3
"""Pages that make Markdown parsers slow, at several sizes, through the real program.

Called by `make test` with the path of the study binary; `--full` adds the largest size. Each page
must build, or be refused by a clear error that names it, within bounded processor time and memory,
and come out within a bounded size.
The patterns are those of the advisories against cmark-gfm and of its own pathological tests,
generated here. Last line: `N passed, N failed`.
"""

import argparse
import collections
import os
import resource
import subprocess
import sys
import tempfile

# What a page may cost a release build of study; a debug build is slower, see the options.
CPU_SECONDS = 2
MEMORY_MIB = 512
OUTPUT_MIB = 32

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
    "list marks and tabs": lambda n: '-\t'*(n // 3)+'x'+'\n'*(n // 3),
    "numbers and tabs": lambda n: '1.\t'*(n // 4)+'x'+'\n'*(n // 4),
    "definition on two lines": lambda n: "[a]:\n<"+"u" * (n // 2)+">\n\nx "+"[a] " * (n // 8),
    "definition on two lines, images": lambda n: (
        "[a]:\n<"+"u" * (n // 2)+">\n\nx "+"![a] " * (n // 10)),
    "title on a line of its own": lambda n: "[a]: u\n'"+"t" * (n // 2)+"'\n\nx "+"[a] " * (n // 8),
    "delimiter rows": lambda n: 'a|b|c\n-|-\n'*(n // 10),
    "star quote": lambda n: " * a _b " * (n // 6),
    "mixed stars": lambda n: " * a **b ***c " * (n // 12),
    "closers": lambda n: "a* " * (n // 3),
    "closers_": lambda n: "a_ " * (n // 3),
    "openers": lambda n: " * a " * (n // 3),
    "open close": lambda n: " * a " * (n // 6)+"b_ " * (n // 6),
    "open close2": lambda n: "_a " * (n // 6)+"b* " * (n // 6),
    "open3 close": lambda n: "***a " * (n // 10)+"b** " * (n // 10),
    "both ways": lambda n: "a * b" * (n // 3),
    "both2": lambda n: "a**b" * (n // 4),
    "both mix": lambda n: "a * b**c***d" * (n // 10),
    "tilde": lambda n: "~a " * (n // 3),
    "tilde2": lambda n: "~~a " * (n // 4),
    "tilde close": lambda n: "~~a " * (n // 8)+"b~ " * (n // 6),
    "tilde star": lambda n: "~~a " * (n // 8)+"b* " * (n // 6),
    "star tilde": lambda n: " * a " * (n // 6)+"b~ " * (n // 6),
    "star tilde2": lambda n: "**a " * (n // 8)+"b~~ " * (n // 8),
    "under star tilde": lambda n: " * a _b ~c " * (n // 9),
    "nested brackets": lambda n: "[a" * (n // 3)+"]" * (n // 3),
    "nested brackets, a definition": lambda n: "[q]: r\n\n"+"[aa" * (n // 4)+"]" * (n // 4),
    "br label": lambda n: "[q]: r\n\nx"+"[" + "a]" * (n // 2),
    "setext": lambda n: "[a\n===\n" * (n // 7),
    "setext2": lambda n: "[a\n" * (n // 6)+"===\n" * (n // 8),
    "one footnote, spaced marks": lambda n: "[^a]: x\n\n"+"[^a] " * (n // 5),
    "footnotes in footnotes": lambda n: "".join(f"[^{i}]: x [^{i+1}]\n\n" for i in range(n // 20)),
    "indented footnotes": lambda n: (
        "".join(" " * 4 * (i%90)+f"[^{i}]: x\n" for i in range(n // 200))),
    "table cols": lambda n: "|a" * 250+"\n"+"|-" * 250+"\n"+("|b" * 250+"\n") * (n // 500),
    "lazy deep": lambda n: ">" * 99+"a\n"+"b\n" * (n // 2),
    "deep quotes blank": lambda n: (">" * 99+"\n") * (n // 100),
    "list items": lambda n: "- a\n" * (n // 4),
    "list blank": lambda n: "- a\n\n" * (n // 5),
    "list indent": lambda n: "".join(" " * (2 * i)+"- a\n" for i in range(int(n**0.5))),
    "tab indent": lambda n: "".join("\t" * i+"- a\n" for i in range(int((2 * n)**0.5)-4)),
    "html open": lambda n: "<a\n" * (n // 3),
    "html cdata blk": lambda n: "<![CDATA[\n" * (n // 10),
    "lt": lambda n: "<" * n,
    "a lt": lambda n: "a<b" * (n // 3),
    "a lt attr": lambda n: "a<b c='" * (n // 7),
    "amp": lambda n: "&a" * (n // 2),
    "backticks inc": lambda n: "".join("`" * k+" " for k in range(1,int((2 * n)**.5))),
    "paren dest": lambda n: "[a]("+"(" * (n-4),
    "paren dests": lambda n: "[a](((((((((((((((((((((((((((((((" * (n // 34),
    "title unclosed": lambda n: "[a](b 'c " * (n // 9),
    "title unclosed2": lambda n: "[a](b \"c " * (n // 9),
    "img bang": lambda n: "![" * (n // 2),
    "br paren": lambda n: "[](" * (n // 3),
    "escape br": lambda n: "\\[" * (n // 2),
    "softbreak": lambda n: "a\n" * (n // 2),
    "hardbreak": lambda n: "a  \n" * (n // 4),
    "hr": lambda n: "***\n" * (n // 4),
    "heading": lambda n: "#\n" * (n // 2),
    "atx trail": lambda n: "# a "+"#" * (n-4),
    "dashes": lambda n: "-" * n,
    "spaces": lambda n: " " * n,
    "space lines": lambda n: (" " * 1000+"\n") * (n // 1001),
    "list spaces": lambda n: "- a\n"+(" " * 1000+"\n") * (n // 1001),
    "rows mis": lambda n: "a\n-|-\n" * (n // 6),
    "row para": lambda n: "a|b\n" * (n // 8)+"-|-|-\n" * (n // 12),
    "pipes": lambda n: "|" * n,
    "escaped pipes": lambda n: "a|b\n-|-\n"+"\\|" * (n // 2),
    "code row": lambda n: "a|b\n-|-\n"+"`|" * (n // 2),
    "row row": lambda n: "|-|\n" * (n // 4),
    "x row": lambda n: "x\n|-|\n" * (n // 6),
    "quote rows": lambda n: "> a|b\n> -|-\n" * (n // 14),
    "tasks": lambda n: "- [ ] a\n" * (n // 8),
    "tags without an end": lambda n: "<div \n" * (n // 6),
    "tags and quotes without an end": lambda n: "<div>\n" + "<i a=\"" * (n // 7),
    "many of one heading, blank": lambda n: "#\n\n" * (n // 3),
    "deep lists, then blank lines": lambda n: (
        "".join(" " * 2 * i + "- a\n" for i in range(int((n // 2) ** 0.5))) + "\n" * (n // 2)),
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


Cost = collections.namedtuple("Cost", "code cpu peak output said")


def run(study, text, folder):
    """Builds one page."""
    content = os.path.join(folder, "content")
    os.makedirs(content, exist_ok=True)
    with open(os.path.join(content, "page.md"), "w", encoding="utf-8") as page:
        page.write("# Page\n\n" + text)
    out = os.path.join(folder, "out")
    with open(os.path.join(folder, "said"), "w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            [study, "build", "--content", content, "--output", out, "--quiet"],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, preexec_fn=limit)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        page = os.path.join(out, "page", "index.html")
        size = os.path.getsize(page) / 2**20 if os.path.exists(page) else 0
        return Cost(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime,
                    usage.ru_maxrss / 1024, size, said.read())


def limit():
    """Ends a build that would never end."""
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("study")
    arguments.add_argument("--full", action="store_true", help="also at 256 KiB and 1 MiB")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--cpu-seconds", type=float, default=CPU_SECONDS)
    options = arguments.parse_args()
    sizes = [16 << 10, 64 << 10] + ([256 << 10, (1 << 20) - 64] if options.full else [])
    passed = failed = 0
    for name, pattern in PATTERNS.items():
        if options.only not in name:
            continue
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                cost = run(options.study, pattern(size), folder)
            is_clear = cost.code == 0 or (
                cost.code == 1 and "page.md" in cost.said and "error:" in cost.said)
            is_bounded = (cost.cpu <= options.cpu_seconds and cost.peak <= MEMORY_MIB
                          and cost.output <= OUTPUT_MIB)
            if is_clear and is_bounded:
                passed += 1
                continue
            failed += 1
            print(f"FAILED: {name} at {size >> 10} KiB: code {cost.code}, {cost.cpu:.2f} s CPU, "
                  f"{cost.peak:.0f} MiB, page of {cost.output:.1f} MiB; "
                  f"{cost.said.strip().splitlines()[:1]}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
