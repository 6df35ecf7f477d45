"""What the tests of `study serve` share: a project in a temporary folder, the preview of it as a
process, and raw sockets. Nothing here talks to any other machine."""

import contextlib
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import tempfile
import time

# How long anything may take before it counts as never happening. Long, because nothing here waits
# for time to pass: a busy machine makes the tests slower, not red.
TIMEOUT = 60

PROJECT = {
    "study.yml": "title: Preview\n",
    "content/index.md": "# Home\n\nSee [one](one.md) and [[Two]].\n",
    "content/one.md": "# One\n\nA first paragraph.\n\n![picture](img/dot.png)\n",
    "content/two.md": "# Two\n\n```html\n</head></body></html>\n```\n",
    "content/deep/three.md": "# Three\n\nSee [one](../one.md).\n",
    "content/caf\u00e9.md": "# Caf\u00e9\n\nText.\n",
    "content/img/dot.png": "0123456789" * 100,
    "content/film.webm": "film" * 50_000,
    "content/data.unknown": "<script>alert(1)</script>",
    "content/page.html": "<p>An asset.</p>",
    "content/.secret/key.txt": "SECRET",
    "content/.env": "SECRET",
    "outside.txt": "SECRET",
    "site-secret/x.html": "SECRET",
}


def make_project(root, files=PROJECT):
    for path, text in files.items():
        write(root, path, text)
    return root


def write(root, path, text):
    file = pathlib.Path(root) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def until(condition, seconds=TIMEOUT):
    """Asks until the condition holds and returns what it gave: something false if it never held. The
    only place in the tests that sleeps (a test of Tests/TidyTests asks for that); the bound ends a
    test that hangs."""
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.005)
    return held


class Preview:
    """A running `study serve`. Ended by its process number when the block is left."""

    def __init__(self, study, root, *arguments, prefix=(), port=18200, **options):
        self.root = pathlib.Path(root)
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*prefix, study, "serve", "--port", str(port), *arguments], cwd=root,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log, **options)
        self.port = self.wait_for(r"http://[^/]*:(\d+)/")
        self.port = int(self.port.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def output(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def wait_for(self, pattern, count=1, seconds=TIMEOUT):
        """Until what is printed has `count` matches of the pattern; the last one."""
        def found():
            return list(re.finditer(pattern, self.output()))[count - 1 : count]

        until(lambda: found() or self.process.poll() is not None, seconds)
        if not (match := found()):
            raise AssertionError(f"never printed {pattern!r}: {self.output()[-600:]!r}")
        return match[0]

    def builds(self):
        return len(re.findall(r"(?m)^\d\d:\d\d:\d\d  ", self.output()))

    @contextlib.contextmanager
    def rebuilding(self):
        """Waits after the block until a build was reported that began after the block did."""
        before = self.builds()
        yield
        if not until(lambda: self.builds() > before):
            raise AssertionError(f"nothing was built: {self.output()[-600:]!r}")

    @contextlib.contextmanager
    def paused(self):
        """Stops the process during the block, as Control-Z does. What happens to files meanwhile it
        learns of all at once, however long the block takes."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            if not until(lambda: self.state() == "T"):
                raise AssertionError("the preview does not stop")
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    # --- Requests ----------------------------------------------------------------------------------

    def connect(self, host="127.0.0.1"):
        connection = socket.create_connection((host, self.port), timeout=TIMEOUT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def raw(self, request, host="127.0.0.1"):
        """Sends bytes, reads to the end of the answer; empty when there is none."""
        with self.connect(host) as connection:
            try:
                connection.sendall(request)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_answers(connection)

    def get(self, target, *fields, method="GET", host=None, version="HTTP/1.1"):
        """One request on a connection of its own. `target` goes out as it is."""
        if isinstance(target, str):
            target = target.encode()
        host = f"Host: localhost:{self.port}" if host is None else host
        lines = [f"{method} ".encode() + target + f" {version}".encode()]
        lines += [field.encode() for field in (host, *fields, "Connection: close") if field]
        return Answer(self.raw(b"\r\n".join(lines) + b"\r\n\r\n"))

    def token(self):
        return re.search(rb'data-token="(\w+)"', self.get("/").body).group(1).decode()

    def events(self, page="index.html", version=None, token=None):
        """A stream of events, as a page opens it."""
        if version is None:
            found = re.search(rb'data-version="(\d+)"', self.get("/" + page).body)
            version = int(found.group(1)) if found else 0
        return Events(self, page, version, token or self.token())

    def state(self):
        """Of the first thread, which is the server's loop: R runs, S sleeps, T is stopped."""
        pid = self.process.pid
        stat = pathlib.Path(f"/proc/{pid}/task/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0]

    def is_waiting(self):
        return self.state() == "S"

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def memory(self):
        """Resident, in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+)", status).group(1))


def read_answers(connection):
    answer = b""
    while True:
        try:
            piece = connection.recv(1 << 16)
        except (ConnectionResetError, TimeoutError):
            break
        if not piece:
            break
        answer += piece
    return answer


class Answer:
    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            self.fields[name.lower()] = value


class Events:
    def __init__(self, preview, page, version, token):
        self.connection = preview.connect()
        self.connection.sendall(
            f"GET /.study/events?token={token}&page={page}&version={version} HTTP/1.1\r\n"
            f"Host: localhost:{preview.port}\r\n\r\n".encode())
        self.buffer = b""
        self.head = self.take(b"\r\n\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def take(self, end, seconds=TIMEOUT):
        limit = time.monotonic() + seconds
        while end not in self.buffer:
            left = limit - time.monotonic()
            if left <= 0 or not select.select([self.connection], [], [], left)[0]:
                raise TimeoutError(f"no {end!r} in {self.buffer[-300:]!r}")
            piece = self.connection.recv(1 << 16)
            if not piece:
                raise ConnectionError("the stream ended")
            self.buffer += piece
        taken, _, self.buffer = self.buffer.partition(end)
        return taken

    def next(self, seconds=TIMEOUT):
        """Name and data of the next event, comments skipped: those do not prolong the wait."""
        limit = time.monotonic() + seconds
        while True:
            lines = self.take(b"\n\n", limit - time.monotonic()).decode().split("\n")
            fields = dict(line.split(": ", 1) for line in lines if ": " in line)
            if "event" in fields:
                return fields["event"], fields.get("data", "")

    def until(self, name, seconds=TIMEOUT, where=lambda data: True):
        limit = time.monotonic() + seconds
        while True:
            event, data = self.next(limit - time.monotonic())
            if event == name and where(data):
                return data


class Report:
    """Counts checks and prints one line for each group."""

    def __init__(self):
        self.failed = 0
        self.count = 0
        self.problems = []

    def check(self, isTrue, what):
        self.count += 1
        if not isTrue:
            self.problems.append(what)

    def group(self, name, function):
        self.problems, before = [], self.count
        try:
            function()
        except Exception as error:  # noqa: BLE001: whatever it is, it is reported
            self.problems.append(f"broke off: {type(error).__name__}: {error}")
        if self.problems:
            self.failed += 1
            print(f"FAILED  {name}: {'; '.join(map(str, self.problems[:4]))}", flush=True)
        else:
            print(f"passed  {name} ({self.count - before} checks)", flush=True)
