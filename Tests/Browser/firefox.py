"""Firefox, driven over Marionette, its own remote protocol: JSON over a socket, each message behind
its length (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html). The commands
are those of WebDriver. Used by checks_firefox.py."""

import contextlib
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Preview"))
from preview import TIMEOUT, until  # noqa: E402

# Keys as WebDriver writes them.
DOWN, ENTER, ESCAPE, BACKSPACE = "\ue015", "\ue007", "\ue00c", "\ue003"


class Firefox:
    """One window. A command that fails raises an error with Firefox's words."""

    def __init__(self, connection):
        self.connection = connection
        self.stream = connection.makefile("rb")
        self.number = 0
        self._receive()

    def command(self, name, **parameters):
        self.number += 1
        message = json.dumps([0, self.number, name, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error['error']}: {error['message']}")
        return result

    def _receive(self):
        digits = b""
        while (byte := self.stream.read(1)) != b":":
            if not byte:
                raise RuntimeError("Firefox has gone")
            digits += byte
        return json.loads(self.stream.read(int(digits)))

    def go(self, url):
        self.command("WebDriver:Navigate", url=url)

    def resize(self, width, height):
        self.command("WebDriver:SetWindowRect", width=width, height=height)

    def evaluate(self, expression, *arguments):
        """The value of an expression in the page, in which `arguments` is what is given."""
        script = f"return ({expression})"
        return self.command("WebDriver:ExecuteScript", script=script, args=list(arguments))["value"]

    def wait(self, expression, *arguments, seconds=TIMEOUT):
        """Waits until the expression is true; gives its value, or raises."""
        if not (value := until(lambda: self.evaluate(expression, *arguments), seconds)):
            raise TimeoutError(f"never true: {expression}")
        return value

    def press(self, text):
        """Presses the keys of a text, one after the other."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        self.command("WebDriver:PerformActions", actions=actions)

    def role_and_label(self, selector):
        """What an assistive technology is told of an element."""
        found = self.command("WebDriver:FindElement", using="css selector", value=selector)
        (element,) = found["value"].values()
        return [
            self.command(f"WebDriver:GetComputed{part}", id=element)["value"]
            for part in ("Role", "Label")
        ]


@contextlib.contextmanager
def firefox(program):
    """Firefox without a window, with a profile of its own, and without a way out: everything but
    this machine is behind a proxy that is not there."""
    with tempfile.TemporaryDirectory() as profile, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        preferences = {
            "marionette.port": port,
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": 9,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": 9,
            "network.captive-portal-service.enabled": False,
            "app.update.disabledForTesting": True,
            "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "ui.prefersReducedMotion": 1,
        }
        (pathlib.Path(profile) / "user.js").write_text(
            "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items())
        )
        process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connected(process, port) as connection:
                driven = Firefox(connection)
                driven.command("WebDriver:NewSession")
                yield driven
        finally:
            process.terminate()
            process.wait()


def connected(process, port):
    """A connection to the port, as soon as the process listens there."""

    def attempt():
        with contextlib.suppress(ConnectionError):
            return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        return process.poll() is not None

    connection = until(attempt)
    if not isinstance(connection, socket.socket):
        raise RuntimeError("Firefox does not start")
    return connection


def program():
    """Debian's Firefox, or another one."""
    return shutil.which("firefox-esr") or shutil.which("firefox")
