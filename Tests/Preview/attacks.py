#!/usr/bin/env python3
"""What a hostile page, a hostile neighbour or a broken client may send to `study serve`, over raw
sockets.

    Tests/Preview/attacks.py PATH/TO/study [--only P13 ...]

One line for each group of attacks; the exit code is 0 when none got anywhere.
"""

import argparse
import concurrent.futures
import os
import pathlib
import resource
import re
import select
import socket
import subprocess
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True
from preview import TIMEOUT, Answer, Preview, Report, make_project, read_answers, until, write

GROUPS = []


def attack(name):
    def register(function):
        GROUPS.append((name, function))
        return function
    return register


class Attacks:
    def __init__(self, study, root, preview, report):
        self.study, self.root, self.preview, self.report = study, root, preview, report

    def expect(self, statuses, target, *fields, **options):
        answer = self.preview.get(target, *fields, **options)
        self.report.check(answer.status in statuses, f"{target!r} {fields} gave {answer.status}")
        self.report.check(b"SECRET" not in answer.raw and b"root:x" not in answer.raw,
                          f"{target!r} leaked")
        return answer

    def raw(self, statuses, request, what=None):
        answer = Answer(self.preview.raw(request))
        self.report.check(answer.status in statuses, f"{what or request[:60]!r} gave {answer.status}")
        return answer

    def host(self):
        return f"Host: localhost:{self.preview.port}\r\n".encode()

    def status(self, target="/", **options):
        """Zero when there is no answer at all."""
        try:
            return self.preview.get(target, **options).status
        except OSError:
            return 0

    def is_alive(self):
        self.report.check(self.preview.get("/").status == 200, "the preview does not answer any more")


@attack("P01 paths that climb out")
def climbing(t):
    for target in ("/../../etc/passwd", "/../outside.txt", "/one/../../outside.txt",
                   "/./../outside.txt", "/.//../outside.txt", "/../../../../../../etc/passwd"):
        t.expect((400, 404), target)


@attack("P02 encoded ways to climb out")
def encoded_climbing(t):
    for target in ("/%2e%2e/outside.txt", "/..%2foutside.txt", "/%2e%2e%5coutside.txt",
                   "/..%5coutside.txt", "/%252e%252e%252foutside.txt", "/%c0%ae%c0%ae/outside.txt",
                   "/....//outside.txt", "/./../outside.txt", "/%2e%2e%2f%2e%2e%2fetc/passwd",
                   "/one%2f..%2f..%2foutside.txt", "/%u002e%u002e/outside.txt"):
        t.expect((400, 404), target)


@attack("P03 zeros in paths")
def zeros(t):
    t.expect((400,), "/index.html%00.md")
    t.expect((400,), "/%00")
    t.raw((400,), b"GET /index\x00.html HTTP/1.1\r\n" + t.host() + b"\r\n")


@attack("P04 queries that other servers understood")
def queries(t):
    index = t.preview.get("/").body
    for query in ("?/../../etc/passwd", "?raw??", "?import&raw??", "?inline&import", "?url",
                  "?.svg?.wasm?init", "?path=/etc/passwd"):
        answer = t.expect((200,), "/" + query)
        t.report.check(answer.body == index, f"{query} changed the page")
    for target in ("/@fs/etc/passwd", "/@fs/etc/passwd?raw??", "/one/;x", "/;x", "/@id/one"):
        t.expect((404,), target)


@attack("P05 a fragment in the request")
def fragments(t):
    for target in ("/a#/../../etc/passwd", "/#", "/?#", "/one/#x"):
        t.expect((400,), target)


@attack("P06 endings that file systems drop")
def endings(t):
    for target in ("/.env/.", "/one/.", "/page.html/", "/page.html/.", "/page.html.", "/page.html%20",
                   "/one/index.html/", "/img/dot.png/", "/page.html%2f"):
        t.expect((404,), target)
    for target in ("/page.html\\", "/one\\index.html"):
        t.expect((400, 404), target)


@attack("P07 a folder whose name begins like the site's")
def sibling(t):
    for target in ("/../site-secret/x.html", "/site-secret/x.html", "/..%2fsite-secret/x.html"):
        t.expect((400, 404), target)


@attack("P08 a page outside by a relative path")
def outside_page(t):
    write(t.root, "outside.html", "SECRET")
    for target in ("/../outside.html", "/../outside", "/deep/../../outside.html"):
        t.expect((400, 404), target)


@attack("P09 symbolic links")
def links(t):
    content = pathlib.Path(t.root) / "content"
    for name, goal in (("passwd.txt", "/etc/passwd"), ("up", ".."), ("out.txt", "../outside.txt")):
        link = content / name
        with t.preview.rebuilding():
            link.symlink_to(goal)
        t.preview.wait_for("link-leaves-content|leads out of the content folder|leads to a folder")
        t.expect((404,), f"/{name}")
        t.expect((404,), f"/{name}/outside.txt")
        with t.preview.rebuilding():
            link.unlink()
    # A file that was published and is turned into a link afterwards.
    film = content / "film.webm"
    data = film.read_bytes()
    film.unlink()
    film.symlink_to("/etc/passwd")
    for _ in range(20):
        t.expect((200, 404), "/film.webm")
    film.unlink()
    film.write_bytes(data)
    t.report.check(until(lambda: t.preview.get("/film.webm").body == data), "the film is not back")


@attack("P10 hidden files, settings, sources")
def hidden(t):
    for target in ("/.git/config", "/.env", "/.secret/key.txt", "/.study-manifest", "/study.yml",
                   "/content/one.md", "/one.md", "/index.md", "/glossary.yml", "/sources.yml",
                   "/.study/", "/.study", "/.study/../one", "/.study/preview.css/.", "/anchors.txt"):
        t.expect((404,), target)


@attack("P11 other forms of a request's target")
def targets(t):
    for target in ("http://evil.example/", "evil.example:80", "*", "one", "http:/one", "", "?x"):
        t.expect((400,), target)
    t.expect((404,), "//etc/passwd")
    t.expect((404,), f"//localhost:{t.preview.port}/")


@attack("P12 redirects that lead elsewhere")
def redirects(t):
    for target in ("//evil.example/%2e%2e", "//evil.example", "/\\evil.example", "/%5cevil.example",
                   "//evil.example/one", "/%2f%2fevil.example/one"):
        answer = t.preview.get(target)
        t.report.check(answer.status in (400, 404), f"{target} gave {answer.status}")
        t.report.check("location" not in answer.fields, f"{target} redirects")
    answer = t.preview.get("/one?a=b")
    t.report.check((answer.status, answer.fields.get("location")) == (301, "/one/?a=b"),
                   f"/one gave {answer.status} {answer.fields.get('location')}")
    t.report.check(t.preview.get("/deep/three").fields.get("location") == "/deep/three/", "no redirect")


@attack("P13 names that are not this machine's")
def hosts(t):
    port = t.preview.port
    for host in ("evil.com", f"evil.com:{port}", f"rebind.evil.com:{port}", f"192.168.1.5:{port}",
                 "", f"localhost.evil.com:{port}", f"127.0.0.1.evil.com:{port}", "localhost:1",
                 f"[::1]evil:{port}", "localhost", "127.0.0.1", f"localhost:{port}@evil.com",
                 f"localhost:0{port}0", f"localhost:{port}/", f"0.0.0.0:{port}", f"[::]:{port}",
                 f"localhost.:{port}", f"127.1:{port}", f"[::1:{port}", f"localhost:{port}:80",
                 f"localhost,evil.com:{port}", f"2130706433:{port}"):
        t.expect((400, 403), "/", host=f"Host: {host}")
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
        t.expect((200,), "/", host=f"Host: {host}")
    t.raw((400,), b"GET / HTTP/1.1\r\n\r\n", "no Host")
    t.raw((400,), b"GET / HTTP/1.0\r\n\r\n", "no Host in 1.0")
    t.raw((400,), b"GET / HTTP/1.1\r\n" + t.host() + b"Host: evil.com\r\n\r\n", "two Hosts")
    t.raw((400,), b"GET / HTTP/1.1\r\n" + t.host() + t.host() + b"\r\n", "the same Host twice")
    answer = Answer(t.preview.raw(
        f"GET / HTTP/1.1\r\nHost: [::1]:{port}\r\nConnection: close\r\n\r\n".encode(), host="::1"))
    t.report.check(answer.status == 200, "::1 does not answer")
    with tempfile.TemporaryDirectory() as folder:
        make_project(folder)
        with Preview(t.study, folder, "--allow-host", "preview.example") as other:
            for host in ("preview.example", "preview.example:443", f"preview.example:{other.port}"):
                answer = other.get("/", host=f"Host: {host}")
                t.report.check(answer.status == 200, f"{host} gave {answer.status}")
            t.report.check(other.get("/", host="Host: x.preview.example").status == 403, "a subdomain")


@attack("P14 fields that claim another address")
def forwarded(t):
    index = t.preview.get("/").body
    for field in ("X-Forwarded-Host: evil.com", "Forwarded: host=evil.com;proto=https",
                  "X-Original-URL: /../outside.txt", "X-Rewrite-URL: /one/", "X-Forwarded-For: 1.2.3.4",
                  "X-Forwarded-Prefix: /evil", "X-HTTP-Method-Override: DELETE"):
        t.report.check(t.preview.get("/", field).body == index, f"{field} changed the answer")
    t.expect((403,), "/", f"X-Forwarded-Host: localhost:{t.preview.port}", host="Host: evil.com")


@attack("P15 other origins get no permission")
def origins(t):
    for origin in ("https://evil.example", "null", f"http://localhost:{t.preview.port}"):
        for target in ("/", "/search/index.js", "/.study/preview.js", "/nothing", "/img/dot.png"):
            answer = t.preview.get(target, f"Origin: {origin}")
            granted = [name for name in answer.fields if name.startswith("access-control")]
            t.report.check(granted == [], f"{target} for {origin}: {granted}")


@attack("P16 WebSocket and event streams of others")
def streams(t):
    port, token = t.preview.port, t.preview.token()
    upgrade = ("Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
               "Sec-WebSocket-Version: 13")
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://192.168.1.5",
                   "chrome-extension://abc", f"http://localhost:{port}", None):
        fields = upgrade + ((f"Origin: {origin}",) if origin else ())
        t.expect((403,), "/", *fields)
        t.expect((403,), f"/.study/events?token={token}", *fields)
    events = f"/.study/events?token={token}&page=index.html&version=1"
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", f"https://localhost:{port}",
                   f"http://evil.example:{port}"):
        t.expect((403,), events, f"Origin: {origin}")
    for site in ("cross-site", "same-site"):
        t.expect((403,), events, f"Sec-Fetch-Site: {site}")
    t.expect((403,), events, host="Host: evil.com")
    for wrong in ("", "?token=", f"?token={token[:-1]}", f"?token={token}0", "?token=" + "0" * 32,
                  f"?x={token}", f"?token={token.upper()}x"):
        t.expect((403,), "/.study/events" + wrong)
    with t.preview.events(token=token) as stream:
        head = stream.head.lower()
        t.report.check(b"200 ok" in head and b"text/event-stream" in head, "no stream for its own page")
        t.report.check(b"access-control" not in head, "the stream allows other origins")
        t.report.check(b"cross-origin-resource-policy: same-origin" in head, "no CORP")
        t.report.check(stream.next()[0] == "problems", "no first event")


@attack("P17 being used by pages of others")
def embedding(t):
    for target in ("/", "/search/index.js", "/img/dot.png", "/.study/preview.js", "/nothing",
                   "/assets/site.css", "/one"):
        fields = t.preview.get(target).fields
        t.report.check(fields.get("cross-origin-resource-policy") == "same-origin", f"{target}: CORP")
        t.report.check(fields.get("x-frame-options") == "DENY", f"{target}: frames")
        t.report.check(fields.get("x-content-type-options") == "nosniff", f"{target}: sniffing")


@attack("P18 methods that change things")
def methods(t):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETX"):
        for target in ("/", "/.study/events"):
            answer = t.expect((405,), target, method=method)
            t.report.check(answer.fields.get("allow") == "GET, HEAD", f"{method}: no Allow")
    t.expect((405,), "*", method="OPTIONS")
    t.expect((405,), "evil.example:443", method="CONNECT")
    t.expect((405,), "/", "Content-Length: 5", method="POST")
    t.expect((400,), "/", method="get")
    t.expect((400,), "/", method="G ET")


@attack("P19 what the event stream says, and what it hears")
def stream_contents(t):
    with t.preview.events() as stream:
        stream.connection.sendall(b"GET /etc/passwd HTTP/1.1\r\n\r\n" * 20)
        stream.connection.sendall(b'{"path":"/etc/passwd"}\n' * 100)
        stream.until("problems")
        write(t.root, "content/index.md", "# Home\n\nStream.\n")
        t.report.check(stream.until("reload") == "{}", "a reload says more than that")
        t.report.check(b"HTTP/1.1" not in stream.buffer, "the stream answered a request")
    write(t.root, "content/index.md", "# Home\n\nSee [one](one.md) and [[Two]].\n")
    t.is_alive()


@attack("P20 too many streams and connections")
def floods(t):
    token = t.preview.token()
    opened = []
    try:
        refused = 0
        for _ in range(80):
            stream = t.preview.connect()
            opened.append(stream)
            stream.sendall(f"GET /.study/events?token={token}&page=index.html&version=1 HTTP/1.1\r\n"
                           f"Host: localhost:{t.preview.port}\r\n\r\n".encode())
            refused += stream.recv(64).startswith(b"HTTP/1.1 503")
        t.report.check(refused == 16, f"{refused} of 80 streams were refused, not 16")
        t.is_alive()
        for _ in range(700):
            opened.append(t.preview.connect())
        refused = lambda: sum(is_closed(connection) for connection in opened[80:])  # noqa: E731
        t.report.check(until(lambda: refused() > 100),
                       f"only {refused()} of 700 idle connections were refused")
    finally:
        for connection in opened:
            connection.close()
    t.report.check(until(lambda: t.status() == 200), "does not recover")
    # Frames of a protocol that is not spoken here.
    t.raw((400,), b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff" + b"x" * 100, "a WebSocket frame")


def is_closed(connection):
    connection.setblocking(False)
    try:
        data = connection.recv(4096)
        return data == b"" or data.startswith(b"HTTP/1.1 503")
    except BlockingIOError:
        return False
    except OSError:
        return True


@attack("P21 slow, long and endless requests")
def slow(t):
    start = t.host()
    slow_clients = [t.preview.connect() for _ in range(64)]
    for connection in slow_clients:
        connection.sendall(b"GET / HT")
    # Meanwhile others are answered.
    t.is_alive()
    waiting = select.select(slow_clients, [], [], 0)[0]
    t.report.check(waiting == [], "others had to wait until the slow clients were let go")
    t.raw((431,), b"GET / HTTP/1.1\r\n" + start + b"X: " + b"a" * (1 << 20), "a header of 1 MB")
    t.raw((431,), b"GET / HTTP/1.1\r\n" + start + b"A: b\r\n" * 10_000 + b"\r\n", "10,000 fields")
    t.raw((431,), b"GET / HTTP/1.1\r\n" + start + b"A: b\r\n" * 101 + b"\r\n", "102 fields")
    t.raw((414,), b"GET /" + b"a" * (1 << 20), "a line without end")
    t.raw((414,), b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + start + b"\r\n", "a long address")
    t.raw((413,), b"GET / HTTP/1.1\r\n" + start + b"Content-Length: 99999999\r\n\r\nx", "a body")
    with t.preview.connect() as connection:
        request = b"GET /one/ HTTP/1.1\r\n" + start + b"\r\n"
        connection.sendall(request * 999 + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answers = read_answers(connection).count(b"HTTP/1.1 200 OK")
        t.report.check(answers == 1000, f"{answers} of 1,000 pipelined requests were answered")
    # Who dawdles is let go.
    ends = [read_answers(connection) for connection in slow_clients]
    for connection in slow_clients:
        connection.close()
    late = sum(answer.startswith(b"HTTP/1.1 408") for answer in ends)
    t.report.check(late == 64, f"{late} of 64 slow clients were told 408")


@attack("P22 requests that two readers read differently")
def smuggling(t):
    start = b"GET / HTTP/1.1\r\n" + t.host()
    for fields in (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                   b"Transfer-Encoding: chunked, chunked\r\n", b"Transfer-Encoding: chunked\r\n",
                   b"Transfer-Encoding: xchunked\r\n", b"Content-Length: 0\r\nContent-Length: 0\r\n",
                   b"Content-Length: -1\r\n", b"Content-Length: +1\r\n", b"Content-Length: 0x1\r\n",
                   b"Content-Length: 99999999999999999999999\r\n", b"Content-Length: 1,2\r\n",
                   b"Content-Length:\r\n", b"Content-Length: 1 2\r\n",
                   b"X: a\r\n folded\r\n", b"X: a\r\n\tfolded\r\n", b"X : a\r\n", b" X: a\r\n",
                   b"X\r\n", b": a\r\n", b"X: a\x00b\r\n", b"X: a\rb\r\n", b"X: a\x0bb\r\n",
                   b"X(y): a\r\n", b"\xc3\xa9: a\r\n", b"Transfer_Encoding\x0b: chunked\r\n"):
        answer = t.raw((400,), start + fields + b"\r\nGET /one/ HTTP/1.1\r\n" + t.host() + b"\r\n",
                       fields)
        t.report.check(answer.raw.count(b"HTTP/1.1") == 1, f"{fields!r}: a second answer")
        t.report.check(answer.fields.get("connection") == "close", f"{fields!r}: stays open")
    t.raw((400,), start.replace(b"\r\n", b"\n") + b"\n", "line feeds alone")
    t.raw((400,), start + b"\n", "a line feed at the end")
    t.raw((400,), start.replace(b"\r\n", b"\r") + b"\r\r", "carriage returns alone")
    for line in (b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b" GET / HTTP/1.1", b"GET /\tHTTP/1.1",
                 b"GET / HTTP/1.1x", b"GET / http/1.1", b"GET / HTTP /1.1"):
        t.raw((400, 505), line + b"\r\n" + t.host() + b"\r\n")
    t.raw((405,), b"POST / HTTP/1.1\r\n" + t.host() + b"Content-Length: 44\r\n\r\n"
          b"GET /one/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "a request in a body")


@attack("P23 other protocols and noise")
def noise(t):
    t.raw((400,), b"GET /\r\n\r\n", "HTTP/0.9")
    t.raw((505,), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2")
    t.raw((400,), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200), "TLS")
    t.raw((400,), b"\x00" * 100, "zeros")
    t.raw((400,), b"\r\n\r\n", "empty lines")
    for seed in range(20):
        t.preview.raw(bytes((seed * 37 + n * n * 13) % 256 for n in range(200)) + b"\r\n\r\n")
    half = t.preview.connect()
    half.sendall(b"GET / HTTP/1.1\r\n" + t.host() + b"\r\n")
    half.shutdown(socket.SHUT_WR)
    t.report.check(read_answers(half).startswith(b"HTTP/1.1 200"), "a half-closed client")
    half.close()
    t.is_alive()


@attack("P24 ranges")
def ranges(t):
    size = 200_000

    def ask(field, status, first=None, last=None, target="/film.webm"):
        answer = t.preview.get(target, f"Range: {field}")
        t.report.check(answer.status == status, f"{field[:40]} gave {answer.status}")
        if status == 206:
            t.report.check(answer.fields.get("content-range") == f"bytes {first}-{last}/{size}",
                           f"{field}: {answer.fields.get('content-range')}")
            t.report.check(answer.body == (b"film" * 50_000)[first:last + 1], f"{field}: other bytes")
        if status == 200:
            t.report.check(len(answer.body) == size, f"{field[:40]}: {len(answer.body)} bytes")
        if status == 416:
            t.report.check(answer.fields.get("content-range") == f"bytes */{size}", f"{field}: no size")

    ask("bytes=0-0", 206, 0, 0)
    ask("bytes=5-9", 206, 5, 9)
    ask("bytes=-1", 206, size - 1, size - 1)
    ask("bytes=-99999999", 206, 0, size - 1)
    ask("bytes=199999-", 206, size - 1, size - 1)
    ask("bytes=0-18446744073709551615", 206, 0, size - 1)
    ask("bytes=100-99999999999999999999999999", 206, 100, size - 1)
    ask("bytes=200000-", 416)
    ask("bytes=18446744073709551615-", 416)
    ask("bytes=-0", 416)
    for field in ("bytes=9-5", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1",
                  "bytes=0-0," * 10_00, "bytes=+1-2", "bytes=0x0-1", "bytes= 0-1", "bytes=--1"):
        ask(field, 200)
    tag = t.preview.get("/film.webm").fields["etag"]
    t.report.check(t.preview.get("/film.webm", "Range: bytes=0-1", f"If-Range: {tag}").status == 206,
                   "If-Range")
    t.report.check(t.preview.get("/film.webm", "Range: bytes=0-1", 'If-Range: "x"').status == 200,
                   "If-Range of another file")
    answer = t.preview.get("/film.webm", "Range: bytes=0-1", method="HEAD")
    t.report.check((answer.status, answer.body) == (200, b""), "HEAD of a range")


@attack("P25 conditions")
def conditions(t):
    for target in ("/", "/img/dot.png", "/assets/site.css"):
        tag = t.preview.get(target).fields["etag"]
        for field in (tag, f'"x", {tag}', f"W/{tag}", "*", f"{tag},"):
            answer = t.preview.get(target, f"If-None-Match: {field}")
            t.report.check((answer.status, answer.body) == (304, b""), f"{target} {field}")
        for field in ('"x"', "garbage", "", '"', ",,,", "\xff", tag[:-1], "If-None-Match: " * 50):
            t.report.check(t.preview.get(target, f"If-None-Match: {field}").status == 200,
                           f"{target} {field[:30]}")
        for date in ("garbage", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"):
            t.report.check(t.preview.get(target, f"If-Modified-Since: {date}").status == 200, date)


@attack("P26 what is shown again is escaped")
def reflection(t):
    for target in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/x%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
                   "/nothing?q=%3Cscript%3E", "/'onload='alert(1)"):
        answer = t.preview.get(target)
        t.report.check(answer.status == 404, f"{target} gave {answer.status}")
        t.report.check(answer.fields["content-type"] == "text/html; charset=utf-8", "type")
        t.report.check(b"<script>alert" not in answer.body and b"<img src=x" not in answer.body,
                       f"{target} is shown as it is")
    for target in ("/<script>alert(1)</script>", '/x"onload=1'):
        t.expect((400,), target)
    with t.preview.events() as stream:
        stream.until("problems")
        settings = (pathlib.Path(t.root) / "study.yml").read_text()
        write(t.root, "study.yml", "title: [<script>alert(1)</script>]\n")
        data = stream.until("problems", where=lambda data: '"errors":[]' not in data)
        t.report.check("<" not in data and ">" not in data, "an error is sent as it is")
        t.report.check("\\u003cscript" in data, "the error does not show its line")
        write(t.root, "study.yml", settings)
        stream.until("problems", where=lambda data: '"errors":[]' in data)


@attack("P27 line ends in addresses")
def injection(t):
    for target in ("/%0d%0aSet-Cookie:x=1", "/one%0d%0aSet-Cookie:x=1", "/one%0aX:1", "/one%0dX",
                   "/one?x=%0d%0aSet-Cookie:x=1", "/%E5%98%8A%E5%98%8DSet-Cookie:x=1", "/one%7f"):
        answer = t.preview.get(target)
        t.report.check("set-cookie" not in answer.fields and "x" not in answer.fields, target)
        t.report.check(answer.status in (301, 400, 404), f"{target} gave {answer.status}")
        head = answer.raw.partition(b"\r\n\r\n")[0]
        t.report.check(b"\r\nSet-Cookie" not in head, f"{target} began a field")


@attack("P28 escapes for the terminal")
def terminal(t):
    for target in ("/%1b[2J", "/%1b]0;evil%07", "/x?%1b[2J", "/a%0ab"):
        t.preview.get(target)
    t.preview.get("/", host="Host: \x1b[2Jevil")
    write(t.root, "content/\x1b[2J.md", "# Evil\n")
    write(t.root, "content/bad.md", "---\ntitle: [\x1b[31m\n---\n")
    t.preview.wait_for("bad.md:2")
    with t.preview.rebuilding():
        for name in ("content/\x1b[2J.md", "content/bad.md"):
            (pathlib.Path(t.root) / name).unlink()
    t.report.check("\x1b" not in t.preview.output(), "an escape was printed")


@attack("P29 types by a fixed table")
def types(t):
    for target, kind in (("/", "text/html; charset=utf-8"), ("/page.html", "text/html; charset=utf-8"),
                         ("/assets/site.css", "text/css; charset=utf-8"),
                         ("/assets/site.js", "text/javascript; charset=utf-8"),
                         ("/assets/favicon.svg", "image/svg+xml; charset=utf-8"),
                         ("/img/dot.png", "image/png"), ("/film.webm", "video/webm"),
                         ("/data.unknown", "application/octet-stream"),
                         ("/robots.txt", "text/plain; charset=utf-8"),
                         ("/.study/preview.js", "text/javascript; charset=utf-8")):
        answer = t.preview.get(target)
        t.report.check(answer.fields.get("content-type") == kind,
                       f"{target}: {answer.status} {answer.fields.get('content-type')}")
        head = t.preview.get(target, method="HEAD")
        t.report.check(head.body == b"" and head.fields.get("content-length")
                       == answer.fields["content-length"], f"HEAD {target}")


@attack("P30 ports")
def ports(t):
    with tempfile.TemporaryDirectory() as folder:
        make_project(folder)
        with Preview(t.study, folder, port=t.preview.port) as other:
            t.report.check(other.port > t.preview.port, "two previews at one port")
            t.report.check(f"port {t.preview.port} is in use" in other.output(), "did not say so")
            t.report.check(other.get("/").status == 200, "the next port does not answer")
        # The port is taken at one of the two addresses only.
        with socket.socket(socket.AF_INET6) as taken:
            taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            taken.bind(("::1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            if port < 65_000:
                with Preview(t.study, folder, port=port) as other:
                    t.report.check(other.port != port, "half a server")
        for port in ("0", "65536", "-1", "x", ""):
            run = subprocess.run([t.study, "serve", "--port", port], cwd=folder, capture_output=True,
                                 timeout=TIMEOUT)
            t.report.check(run.returncode == 2 and run.stderr, f"--port {port}: {run.returncode}")
        if os.geteuid() != 0:
            run = subprocess.run([t.study, "serve", "--port", "80"], cwd=folder, capture_output=True,
                                 timeout=TIMEOUT)
            t.report.check(run.returncode == 2, f"--port 80: {run.returncode}")


@attack("P31 listening for everybody")
def everybody(t):
    with tempfile.TemporaryDirectory() as folder:
        make_project(folder)
        with Preview(t.study, folder, "--host", "0.0.0.0") as other:
            t.report.check("warning" in other.output(), "no warning")
            t.report.check(other.get("/", host="Host: evil.com").status == 403, "any name")
            t.report.check(other.get("/", host=f"Host: 0.0.0.0:{other.port}").status == 403, "0.0.0.0")
            t.report.check(other.get("/").status == 200, "localhost")
        for host in ("evil.example", "1.2.3", "203.0.113.7", "::g"):
            run = subprocess.run([t.study, "serve", "--host", host, "--port", "18290"], cwd=folder,
                                 capture_output=True, timeout=TIMEOUT)
            t.report.check(run.returncode == 2, f"--host {host}: {run.returncode}")


@attack("P32 no listing of folders")
def listings(t):
    for target in ("/img/", "/img", "/assets/", "/assets", "/search/index", "/.study/"):
        answer = t.expect((404,), target)
        t.report.check(b"dot.png" not in answer.body, f"{target} lists")


@attack("P33 files that change while they are sent")
def changing(t):
    film = pathlib.Path(t.root) / "content/big.webm"
    size = 30 << 20

    def is_there():
        answer = t.preview.get("/big.webm", method="HEAD")
        return answer.status == 200 and answer.fields["content-length"] == str(size)

    for change in ("replace", "truncate", "overwrite", "delete"):
        film.write_bytes(b"a" * size)
        t.report.check(until(is_there), f"{change}: the film is not there")
        with t.preview.connect() as connection:
            connection.sendall(b"GET /big.webm HTTP/1.1\r\n" + t.host() + b"Connection: close\r\n\r\n")
            first = connection.recv(4096)
            # The kernel's buffers hold some ten megabytes; with the rest the preview has to wait.
            t.report.check(until(t.preview.is_waiting), "it does not wait for its client")
            if change == "replace":
                other = film.with_name("other.tmp")
                other.write_bytes(b"b" * size)
                other.rename(film)
            elif change == "truncate":
                film.write_bytes(b"b")
            elif change == "overwrite":
                with film.open("r+b") as file:
                    file.write(b"b" * size)
            else:
                film.unlink()
            answer = Answer(first + read_answers(connection))
        whole = len(answer.body) == int(answer.fields["content-length"])
        kinds = set(answer.body)
        t.report.check(kinds <= {ord("a")},
                       f"{change}: {answer.status}, {len(answer.body)} bytes of {kinds}")
        t.report.check(whole or len(answer.body) < size, f"{change}: too many bytes")
    film.unlink(missing_ok=True)
    t.report.check(until(lambda: t.status("/big.webm") == 404), "the film is still there")
    t.is_alive()


@attack("P34 clients that leave")
def leaving(t):
    before = t.preview.open_files()
    for number in range(1000):
        with t.preview.connect() as connection:
            connection.sendall(b"GET /film.webm HTTP/1.1\r\n" + t.host() + b"\r\n")
            if number % 2:
                connection.recv(100)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    t.is_alive()
    t.report.check(until(lambda: t.preview.open_files() <= before + 2),
                   f"{before} open files before, {t.preview.open_files()} after")


@attack("P35 no more files may be opened")
def exhaustion(t):
    with tempfile.TemporaryDirectory() as folder:
        make_project(folder)
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))  # noqa: E731
        with Preview(t.study, folder, preexec_fn=limit) as small:
            small.wait_for("pages? in")
            opened = [small.connect() for _ in range(120)]
            t.report.check(until(lambda: small.open_files() >= 64), "the limit is not reached")
            for connection in opened:
                connection.close()
            recovered = Attacks(t.study, folder, small, t.report)
            t.report.check(until(lambda: recovered.status() == 200), "does not recover")


@attack("P36 addresses that other hosts would not serve")
def forms(t):
    name = "caf\u00e9"
    composed, decomposed = (unicodedata.normalize(form, name).encode() for form in ("NFC", "NFD"))

    def quoted(raw):
        return "/" + "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in raw) + "/"

    t.expect((200,), quoted(composed))
    t.expect((404,), quoted(decomposed))
    for target in ("/ONE/", "/One/", "/IMG/dot.png", "/img/DOT.PNG", "/one/INDEX.html", "/one//",
                   "//one/", "/%6fne%2f"):
        t.expect((404,), target)
    t.expect((200,), "/%6Fne/")


@attack("P37 the script is in answers only")
def script_only_here(t):
    output = pathlib.Path(t.root) / "built"
    subprocess.run([t.study, "build", "--output", output, "--quiet"], cwd=t.root, check=True,
                   capture_output=True)
    for file in output.rglob("*"):
        if file.is_file() and file.suffix in (".html", ".js", ".css", ".txt"):
            text = file.read_text(errors="replace")
            t.report.check(".study/" not in text and "EventSource" not in text, f"{file.name} has it")
    t.report.check(b".study/preview.js" in t.preview.get("/").body, "the preview has not")
    policy = re.search(rb'Content-Security-Policy" content="([^"]*)"', t.preview.get("/").body)
    t.report.check(policy and b"unsafe" not in policy.group(1), "the page's policy is gone")
    served = re.sub(rb'<script src="/.study/preview.js"[^>]*></script>|<p class="edit">.*?</p>', b"",
                    t.preview.get("/one/").body)
    built = (output / "one/index.html").read_bytes()
    t.report.check(served.split() == built.split(), "the page differs in more than the script")
    t.report.check(not (pathlib.Path(t.root) / "site").exists(), "the preview wrote a site")


@attack("P38 nothing is kept")
def caching(t):
    for target in ("/", "/one", "/nothing", "/img/dot.png", "/.study/preview.js", "/assets/site.css"):
        answer = t.preview.get(target)
        t.report.check(answer.fields.get("cache-control") == "no-store", f"{target}: cache")
        t.report.check("set-cookie" not in answer.fields, f"{target}: cookie")
        t.report.check(b"serviceWorker" not in answer.body, f"{target}: service worker")


@attack("P39 pages that quote the places where a script could go")
def quoting(t):
    body = t.preview.get("/two/").body
    tag = b'<script src="/.study/preview.js"'
    t.report.check(body.count(tag) == 1, "the script is there once")
    t.report.check(body.index(tag) < body.index(b"<title>"), "the script is not in the head")
    t.report.check(b"&lt;/head&gt;&lt;/body&gt;&lt;/html&gt;" in body, "the quotation is changed")


@attack("P40 no way to ask it for another address")
def no_proxy(t):
    for target in ("/?url=http://evil.example/", "/proxy?url=http://evil.example/",
                   "/open?url=http://evil.example/", "/.study/open?file=/etc/passwd"):
        answer = t.preview.get(target)
        t.report.check("location" not in answer.fields, f"{target} redirects")
        t.report.check(answer.status in (200, 404), f"{target} gave {answer.status}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("study")
    parser.add_argument("--only", nargs="+", default=[])
    options = parser.parse_args()
    report = Report()
    study = os.path.abspath(options.study)
    with tempfile.TemporaryDirectory() as root:
        make_project(root)
        with Preview(study, root) as preview:
            preview.wait_for(r"pages? in")
            attacks = Attacks(study, root, preview, report)
            for name, function in GROUPS:
                if not options.only or name.split()[0] in options.only:
                    report.group(name, lambda function=function: function(attacks))
            report.group("the preview ends when it is asked to", lambda: ends(preview, report))
    print(f"{report.count} checks, {report.failed} groups failed")
    return 1 if report.failed else 0


def ends(preview, report):
    preview.process.terminate()
    report.check(preview.process.wait(TIMEOUT) == 0, f"exit code {preview.process.returncode}")


if __name__ == "__main__":
    sys.exit(main())
