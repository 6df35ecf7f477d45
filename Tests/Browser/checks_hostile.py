"""Pages that try to run something. Nothing may: no dialog, no `window.__pwn`, no refusal by the
page's policy (which would mean that only the policy stood in the way), no request to elsewhere.

The last check is planted: pages of our own on which each of these four happens, to show that they
are noticed.
"""

import subprocess
import tempfile
from pathlib import Path

from browsing import html_files, modes_of, served, settled
from checks_search import ask, open_search
from checks_validity import html_problems

PWN = "window.__pwn=1;alert(1)"
TITLE = f"</title><script>{PWN}</script>"

FILES = {
    "study.yml": f"title: '{TITLE}'\ndescription: '\"><script>{PWN}</script>'\n",
    "content/index.md": f"""---
title: '{TITLE}'
description: '"><img src=x onerror={PWN}><script>{PWN}</script>'
tags: ['<script>{PWN}</script>', '"><img src=x onerror={PWN}>']
---
# {TITLE}

- [Scripts](scripts.md), [links](links.md), [names](names.md), [frame](frame.md)
- [Code](code.md), [questions](faq.md), [[names#constructor]]
""",
    "content/scripts.md": f"""# Scripts <script>{PWN}</script>

<script>{PWN}</script>

<SCRIPT
>{PWN}</SCRIPT >

<img src=x onerror="{PWN}"> <img src="x" onerror={PWN}//>

<svg onload="{PWN}"></svg> <svg><script>{PWN}</script></svg>

<svg><animate onbegin="{PWN}" attributeName=x dur=1s></svg>

<details open ontoggle="{PWN}"><summary onclick="{PWN}">More</summary>text</details>

<input autofocus onfocus="{PWN}"><button onclick="{PWN}" formaction="javascript:{PWN}">b</button>

<iframe srcdoc="<script>parent.__pwn=1</script>"></iframe> <object data="javascript:{PWN}"></object>

<embed src="javascript:{PWN}"> <form action="javascript:{PWN}"><input type=submit></form>

<base href="//outside.test/"> <meta http-equiv="refresh" content="0;url=javascript:{PWN}">

<link rel=stylesheet href="//outside.test/x.css"> <style>@import "//outside.test/x.css"</style>

<p style="position:fixed;inset:0;background:url(//outside.test/x)">over everything</p>

<math><mtext></table><mglyph><style><img src=x onerror="{PWN}"></style></mglyph></mtext></math>

<noscript><p title="</noscript><img src=x onerror={PWN}>"></noscript>

<a href="x" onmouseover="{PWN}" style="animation-name:x" onanimationstart="{PWN}">hover</a>

<video><source onerror="{PWN}"></video> <body onload="{PWN}"> <div onpointerenter="{PWN}">d</div>

![a" onerror="{PWN}](missing.png "t\\" onerror=\\"{PWN}") [x](y "t\\" onclick=\\"{PWN}")

<a title="x" href="nowhere.md" align="left">a</a> <img align="right" src="nowhere.png" alt="b">

![drawing](drawing.svg)

Text after all of it stays.
""",
    "content/links.md": f"""# Links

[a](javascript:{PWN}) [b](JaVaScRiPt:{PWN}) [c](&#106;avascript:{PWN}) [d](java&Tab;script:{PWN})
[e](&#1;javascript:{PWN}) [f](javascript&colon;{PWN}) [g](vbscript:x) [h](data:text/html,<b>)
[i](feed:javascript:{PWN}) [j](view-source:javascript:{PWN}) [k](blob:x) [l](filesystem:x)
[m](ms-msdt:x) [n](intent:x) [o](jar:x) [p](file:///etc/passwd) <javascript:{PWN}>
[q][ref] <a href="javascript:{PWN}">r</a> <a href=" jav&#x0A;ascript:{PWN}">s</a>
<a xlink:href="javascript:{PWN}" ping="//outside.test/">t</a>
<area href="javascript:{PWN}"> <img srcset="javascript:{PWN} 1x, //outside.test/x 2x">
![u](javascript:{PWN}) ![v](data:text/html,<script>{PWN}</script>)
www.a.test"onmouseover="{PWN} http://a.test/"onclick="{PWN}

[ref]: javascript:{PWN}

[^a"><img src=x onerror={PWN}>]: note

Text.[^a"><img src=x onerror={PWN}>]
""",
    'content/"><img src=x onerror=window.__pwn=1>.md': "A page with an odd file name.\n",
    "content/names.md": f"""# Names

## constructor

## __proto__

## location

## body

## getElementById

## hasOwnProperty

## <img src=x onerror={PWN}>

## " onclick="{PWN}

## study.main {{#study.main}}

<a id="S"></a> <a name="localStorage"></a> <a id="search-results"></a>

Words: constructor __proto__ toString valueOf.
""",
    "content/frame.md": """# Frame

</main></article></body></html>

</div></div></div>

<div><section>

<textarea> <title> <plaintext> <xmp> <select><option>

- <div>

> </blockquote></main>

| a |
| - |
| </td></tr></table></main> |

<!-- never closed
""",
    "content/code.md": f"""# Code

```js" onclick="{PWN}
let x = "</code></pre><script>{PWN}</script>"
```

```"><script>{PWN}</script>
<style onload={PWN}></style>
```

`</code><script>{PWN}</script>`

    </pre><img src=x onerror={PWN}>
""",
    "content/faq.md": f"""---
kind: faq
title: 'Questions</script><script>{PWN}</script>'
---
# Questions

## Does </script><script>{PWN}</script> run?

No: </script><!--<script>{PWN}</script> stays text.

## Is <img src=x onerror={PWN}> a picture?

No, "quoted" & 'quoted' \u2028 neither.
""",
    "content/drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    f'<script>{PWN}</script><rect width="9" height="9"/></svg>',
}

# Each does one thing that must not stay unnoticed.
PLANTED = {
    "dialog": "<!doctype html><title>x</title><script>alert(1)</script>",
    "mark": "<!doctype html><title>x</title><img src=x onerror=window.__pwn=1>",
    "policy": "<!doctype html><meta http-equiv=Content-Security-Policy "
    "content=\"script-src 'none'\"><title>x</title><script>window.__pwn=1</script>",
    "outside": "<!doctype html><title>x</title><img src=//outside.test/x>",
}

# What no page may hold, whoever wrote it.
FORBIDDEN = """() => {
  const problems = [];
  document.querySelectorAll('*').forEach((element) => {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || name === 'ping') {
        problems.push(`<${element.localName} ${name}>`);
      }
      if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name)) {
        // The address of a picture that is not there.
        if (value === 'data:,' && name === 'src') continue;
        let scheme = '';
        try { scheme = new URL(value, document.baseURI).protocol; } catch { scheme = 'broken'; }
        if (!['http:', 'https:', 'file:', 'mailto:'].includes(scheme)) {
          problems.push(`${name} with ${scheme}`);
        }
      }
    }
  });
  const known = 'head > script:not([src], [type]), script[src$="site.js"], ' +
    'script[src$="search.js"], script[type="application/ld+json"]';
  if (document.querySelectorAll('script:not([src], [type])').length !== 1) {
    problems.push('another script within the page');
  }
  const strangers = 'script, iframe, frame, object, embed, base, style, textarea, plaintext, ' +
    'xmp, select, link[rel=stylesheet]:not([href$="assets/site.css"]), ' +
    'meta[http-equiv=refresh], article svg, article math, article form:not(.search-form), ' +
    'article input:not([type=checkbox], [type=search])';
  document.querySelectorAll(strangers).forEach((element) => {
    if (!element.matches(known)) problems.push(`<${element.localName}>`);
  });
  for (const place of ['body > header', 'body > footer', '.frame > main', 'main > article']) {
    if (document.querySelectorAll(place).length !== 1) problems.push(`no ${place}`);
  }
  return problems;
}"""

# Touches everything a reader could touch, without leaving the page.
TOUCH = """() => {
  document.addEventListener('click', (event) => {
    if (event.target.closest('a[href]')) event.preventDefault();
  }, true);
  document.querySelectorAll('main *').forEach((element) => {
    for (const name of ['mouseover', 'pointerenter', 'pointerdown', 'click', 'toggle', 'focus']) {
      element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
    }
    if (element.focus) element.focus();
  });
}"""


def run(report, browser, site, modes, study):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name, text in FILES.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        output = folder / "site"
        done = subprocess.run(
            [study, "build", "--project", folder, "--output", output],
            capture_output=True,
            text=True,
            check=False,
        )
        failed = [done.stderr[-1500:]] if done.returncode else []
        report.check("hostile: the pages become a site", failed)
        if failed:
            return
        with modes_of(output.resolve()) as hostile_modes:
            for mode in (hostile_modes[0], hostile_modes[2]):
                for path in html_files(mode.site):
                    check_page(report, browser, mode, path)
                check_search(report, browser, mode)
        check_text_stays(report, browser, output)
        report.check("hostile: vnu finds no errors", html_problems(output.resolve()))
    check_planted(report, browser)


def traces(visit):
    """What shows that something ran, or that only the policy kept it from running."""
    found = [f"dialog {text}" for text in visit.dialogs]
    found += [f"request to {url}" for url in visit.outside]
    found += [f"refused {violation}" for violation in visit.violations()]
    if visit.page.evaluate("window.__pwn"):
        found.append("a script ran")
    return found


def check_page(report, browser, mode, path):
    with browser.visit(mode.url(path)) as visit:
        problems = visit.page.evaluate(FORBIDDEN)
        visit.page.evaluate(TOUCH)
        settled(visit.page)
        problems += traces(visit)
        problems += [error for error in visit.errors if error.startswith("uncaught")]
    report.check(f"hostile, {mode.name}: nothing runs on {path!r}", problems)


def check_search(report, browser, mode):
    problems = []
    with browser.visit(mode.url("names/index.html")) as visit:
        page = visit.page
        open_search(page)
        for query in ("constructor", "__proto__", "script", "img onerror", "onclick", "proto"):
            ask(page, query)
            problems += [f"{query}: {each}" for each in page.evaluate(FORBIDDEN)]
        ask(page, "constructor")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        settled(page)
        problems += traces(visit)
        problems += [error for error in visit.errors if error.startswith("uncaught")]
    report.check(f"hostile, {mode.name}: nothing runs in the search", problems)


def check_text_stays(report, browser, output):
    """What was taken out of effect is still there to read."""
    problems = []
    with browser.visit((output / "scripts/index.html").resolve().as_uri()) as visit:
        text = visit.page.locator("article").inner_text()
        for piece in ("Text after all of it stays.", "over everything", "onerror", "<script>"):
            if piece not in text:
                problems.append(f"{piece!r} is gone")
    report.check("hostile: what does not run is shown", problems)


def check_planted(report, browser):
    with tempfile.TemporaryDirectory() as folder, served(folder) as base:
        for name, text in PLANTED.items():
            (Path(folder) / f"{name}.html").write_text(text, encoding="utf-8")
            with browser.visit(f"{base}{name}.html") as visit:
                settled(visit.page)
                noticed = traces(visit)
            report.check(f"hostile: a planted {name} is noticed", [] if noticed else ["it is not"])
