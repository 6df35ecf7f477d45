"""What all checks share: the site served three ways, and pages that are watched while they load."""

import contextlib
import functools
import gzip
import http.server
import pathlib
import shutil
import threading
import urllib.parse

from playwright.sync_api import TimeoutError

# Runs before everything else in each document: keeps what the page's policy refused.
RECORD_VIOLATIONS = """
window.__violations = [];
addEventListener('securitypolicyviolation', (event) => {
  window.__violations.push(event.violatedDirective + ' ' + (event.blockedURI || event.sourceFile));
}, true);
"""


# In milliseconds: when what has not happened counts as never happening. No check that passes waits
# for it.
TIMEOUT = 60_000


class Mode:
    """One way to reach a site: over http at the root, under a path, or from the disk."""

    def __init__(self, name, base, site):
        self.name = name
        self.base = base
        self.site = site

    @property
    def is_file(self):
        return self.base.startswith("file:")

    def url(self, path):
        """`path` names a file of the site; over http a folder's own address is used."""
        quoted = urllib.parse.quote(path)
        if not self.is_file and (quoted == "index.html" or quoted.endswith("/index.html")):
            quoted = quoted[: -len("index.html")]
        return self.base + quoted

    def file_of(self, url):
        """The file of the site a URL leads to, or None when it leads elsewhere."""
        url = url.split("#")[0].split("?")[0]
        if not url.startswith(self.base):
            return None
        path = urllib.parse.unquote(url[len(self.base) :])
        if not self.is_file and (path == "" or path.endswith("/")):
            path += "index.html"
        return self.site / path


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below a path, with the site's own page for what is not there."""

    prefix = "/"

    def translate_path(self, path):
        # Outside the prefix nothing exists.
        if not path.startswith(self.prefix):
            return str(pathlib.Path(self.directory) / ".nothing-here")
        return super().translate_path("/" + path[len(self.prefix) :])

    def send_error(self, code, message=None, explain=None):
        page = pathlib.Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, format, *args):
        pass


class Compressing(Handler):
    """As hosts serve what is text."""

    def do_GET(self):
        path = pathlib.Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in (".html", ".css", ".js", ".svg") or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Browsers break connections off when a page is left; that is no error."""


@contextlib.contextmanager
def served(folder, prefix="/", handler=Handler):
    """The folder on a free port; gives the base address."""
    bound = type("Bound", (handler,), {"prefix": prefix})
    handler = functools.partial(bound, directory=str(folder))
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def modes_of(site):
    with served(site) as root, served(site, "/deep/sub/path/") as below:
        yield [
            Mode("http", root, site),
            Mode("subpath", below, site),
            Mode("file", site.as_uri() + "/", site),
        ]


def follow(link):
    """Clicks and waits for where it leads, on another page or on this one: a click alone does not
    wait, and what is looked at next would be the page of before. Where it leads nowhere the page
    stays, as whoever looks will find."""
    with contextlib.suppress(TimeoutError), link.page.expect_navigation():
        link.click()


def holds(page, expression):
    """True as soon as the expression is true in the page, False if it never is. What a page does by
    itself takes its time on a busy machine."""
    try:
        # A function: the policy of the pages lets no text be evaluated while they wait.
        page.wait_for_function(f"() => {expression}", timeout=TIMEOUT)
    except TimeoutError:
        return False
    return True


def settled(page):
    """Returns once the page has drawn two frames and run what was waiting before and after them. For
    what must *not* happen there is no other condition to wait for."""
    page.evaluate(SETTLED)


SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const task = () => new Promise((done) => setTimeout(done));
  await frame(); await task(); await frame(); await task();
}"""


def html_files(site):
    """All pages, as paths within the site."""
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))


class Browser:
    """Chromium without a way out: no name but this machine's resolves."""

    def __init__(self, playwright):
        self.browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.close()

    @contextlib.contextmanager
    def visit(self, url=None, *, width=1280, height=800, scheme="light", script=True):
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        visit = Visit(context)
        try:
            if url:
                visit.go(url)
            yield visit
        finally:
            context.close()


class Visit:
    """A page and everything suspicious that happened on it."""

    def __init__(self, context):
        self.page = context.new_page()
        self.errors = []
        self.outside = []
        self.dialogs = []
        context.add_init_script(RECORD_VIOLATIONS)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("dialog", self._dialog)
        context.on("request", self._request)

    def go(self, url):
        """Leads to a page; what was noted of an earlier one is forgotten."""
        self.errors.clear()
        self.outside.clear()
        self.dialogs.clear()
        return self.page.goto(url, wait_until="load")

    def violations(self):
        return self.page.evaluate("window.__violations || []")

    def problems(self):
        """Errors in the console, refusals by the policy, dialogs, requests to elsewhere."""
        return (
            self.errors
            + [f"refused by the policy: {violation}" for violation in self.violations()]
            + [f"asked for {url}" for url in self.outside]
            + [f"opened a dialog: {text}" for text in self.dialogs]
        )

    def _console(self, message):
        if message.type == "error":
            self.errors.append(f"console: {message.text}")

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request):
        parts = urllib.parse.urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss", "ftp") and parts.hostname != "127.0.0.1":
            self.outside.append(request.url)
