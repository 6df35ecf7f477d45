"""`study check --external` against a server on this machine that answers well, badly and not at all.

    python3 Tests/Faults/external_links.py STUDY

Needs `curl`, as the command itself does. Nothing outside of this machine is asked.
"""

import collections
import http.server
import json
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading

HITS = collections.Counter()
OVER = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def respond(self):
        path = self.path
        HITS[f"{self.command} {path}"] += 1
        HITS[path] += 1
        if path == "/ok":
            self.answer(200)
        elif path == "/moved":
            self.answer(301, Location="/ok")
        elif path == "/away":
            self.answer(302, Location="/ok")
        elif path == "/loop":
            self.answer(301, Location="/loop")
        elif path == "/file":
            self.answer(301, Location="file:///etc/passwd")
        elif path == "/get-only":
            self.answer(405 if self.command == "HEAD" else 200)
        elif path == "/busy":
            self.answer(429, Retry_After="0") if HITS[path] < 3 else self.answer(200)
        elif path == "/always-busy":
            self.answer(429, Retry_After="0")
        elif path == "/once-broken":
            self.answer(503) if HITS[path] < 3 else self.answer(200)
        elif path == "/forbidden":
            self.answer(403)
        elif path == "/slow":
            # Longer than anyone waits for it.
            OVER.wait()
            self.close_connection = True
        elif path == "/reset":
            # Closing at once with a reset, not with an orderly end.
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        else:
            self.answer(404)

    do_GET = do_HEAD = respond

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, ValueError, OSError):
            pass


def main():
    study = pathlib.Path(sys.argv[1]).resolve()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    refused = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    failures = []

    def expect(condition, what):
        if not condition:
            failures.append(what)

    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        (project / "content").mkdir()
        (project / "study.yml").write_text(
            "external:\n  timeout: 2\n  delay: 20\n  ignore:\n"
            f"    - url: {base}/ignored*\n      reason: not for programs\n")
        paths = [
            "ok", "ok#part", "moved", "away", "loop", "file", "get-only", "busy", "always-busy",
            "once-broken", "forbidden", "slow", "reset", "gone", "ignored/one",
        ]
        lines = [f"- [{path}]({base}/{path})" for path in paths]
        lines += [f"- [refused]({refused})", f"- [again]({base}/gone) and {base}/gone"]
        lines += ["- [nowhere](http://host.invalid/)", f"- ![picture]({base}/gone.png)"]
        (project / "content/index.md").write_text("# Home\n\n" + "\n".join(lines) + "\n")

        def check(*arguments):
            run = subprocess.run(
                [study, "check", "--diagnostics", "json", *arguments], cwd=folder,
                capture_output=True, text=True, timeout=120)
            rows = [json.loads(line) for line in run.stdout.splitlines()]
            return run.returncode, {(row["line"], row["column"], row["code"]) for row in rows}, rows

        code, found, _ = check()
        expect(code == 0 and not found and not HITS, "an ordinary check asks no host")
        code, found, rows = check("--external")
        line = {path: number + 3 for number, path in enumerate(paths)}
        broken, moved, unsure = (
            "broken-external-link", "moved-external-link", "unchecked-external-link")
        expect(code == 1, f"broken links fail the check, not exit code {code}")
        expected = {
            (line["moved"], 3, moved), (line["loop"], 3, broken), (line["file"], 3, broken),
            (line["always-busy"], 3, unsure), (line["forbidden"], 3, unsure),
            (line["slow"], 3, unsure), (line["reset"], 3, unsure), (line["gone"], 3, broken),
            (18, 3, broken), (19, 3, broken), (19, 3 + len(f"[again]({base}/gone) and "), broken),
            (20, 3, broken), (21, 3, broken),
        }
        for row in sorted(found ^ expected):
            failures.append(f"{'not expected' if row in found else 'missing'}: {row}")
        expect(
            any(f"has moved to `{base}/ok`" in row["message"] for row in rows),
            "a move names the new address")
        expect(HITS["/ignored/one"] == 0, "an ignored address is not asked")
        expect(HITS["GET /ok"] == 0, "what answers HEAD is not fetched")
        expect(HITS["HEAD /get-only"] == 1 and HITS["GET /get-only"] == 1, "HEAD, then GET")
        expect(HITS["/busy"] == 3, "a busy host is asked again")
        expect(HITS["HEAD /gone"] == 1, "an address that stands three times is asked once")
        before = dict(HITS)
        code, found, _ = check("--external")
        expect(code == 1, "broken links are broken the second time too")
        expect(HITS["/get-only"] == before["/get-only"], "what worked is known from the cache")
        expect(HITS["/gone"] > before["/gone"], "what was broken is asked again")
        expect(
            (line["moved"], 3, moved) in found, "a move is reported from the cache as well")
        cache = project / ".study/external-links.json"
        json.loads(cache.read_text())
        cache.write_text("{ damaged")
        code, _, _ = check("--external")
        expect(code == 1, "a damaged cache is as good as none")
        before = sum(HITS.values())
        run = subprocess.run([study, "build", "--quiet"], cwd=folder, capture_output=True)
        expect(run.returncode == 0 and sum(HITS.values()) == before, "a build asks no host")
    OVER.set()
    for failure in failures:
        print("FAILED:", failure)
    if failures:
        sys.exit(1)
    print("Links to other hosts: found, moved, broken, busy, slow and reset told apart.")


if __name__ == "__main__":
    main()
