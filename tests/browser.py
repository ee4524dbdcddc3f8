"""Real Chromium, headless, over its own protocol: a page opened in a width and a colour scheme, what it complains of, and a picture.

python -m tests.browser PAGE FOLDER     pictures of the page at 1280 and 390 px, light and dark, into the folder
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from uccheck.core.programs import find_tool

_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0", "--hide-scrollbars")
_COMPLAINTS = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")


class Tab:
    """One page: `complaints` are console messages, exceptions and failures to load; `requests` every address that was asked for."""

    def __init__(self, socket: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._socket, self._loop, self._sent = socket, loop, 0
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._events: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one command; events on the way are noted."""
        self._sent += 1
        self._loop.run_until_complete(self._send(json.dumps({"id": self._sent, "method": method, "params": params})))
        while True:
            body = self._read()
            if body.get("id") == self._sent:
                if "error" in body:
                    raise RuntimeError(f"{method}: {body['error']}")
                return dict(body["result"])

    def open(self, path: Path, *, width: int = 1280, dark: bool = False) -> None:
        """Load a file at that width, until it is complete."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self._events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        while "Page.loadEventFired" not in self._events:
            self._read()

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is worth on the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def key(self, name: str) -> None:
        """Press and release a key."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r")}[name]
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, text=text)

    def picture(self, path: Path, *, clip: dict[str, float] | None = None) -> None:
        """A PNG of the page, or of a part of it."""
        more = {"captureBeyondViewport": True} | ({"clip": clip | {"scale": 1}} if clip else {})
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png", **more)["data"]))

    def _read(self) -> dict[str, Any]:
        body = json.loads(self._loop.run_until_complete(self._message()))
        if (method := body.get("method")) is not None:
            self._events.append(method)
            if method in _COMPLAINTS:
                self.complaints.append(json.dumps(body["params"])[:3000])
            if method == "Network.requestWillBeSent":
                self.requests.append(body["params"]["request"]["url"])
        return dict(body)

    async def _send(self, text: str) -> None:
        await self._socket.write_message(text)

    async def _message(self) -> Any:
        return await asyncio.wait_for(self._socket.read_message(), 60)


@contextmanager
def browser() -> Iterator[Tab]:
    """A tab of a fresh Chromium, which is ended afterwards."""
    from tornado.websocket import websocket_connect

    program = find_tool("chromium")
    assert program is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        loop = asyncio.new_event_loop()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{_port(Path(folder))}/json/list", timeout=30) as answer:
                pages = [tab for tab in json.load(answer) if tab["type"] == "page"]
            asyncio.set_event_loop(loop)
            socket = loop.run_until_complete(_connected(websocket_connect, pages[0]["webSocketDebuggerUrl"]))
            yield Tab(socket, loop)
            socket.close()
        finally:
            process.terminate()
            process.wait(20)
            asyncio.set_event_loop(None)
            loop.close()


async def _connected(connect: Any, address: str) -> Any:
    return await connect(address, max_message_size=2**28)


def _port(folder: Path) -> int:
    """The port that Chromium chose."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if (found := folder / "DevToolsActivePort").is_file() and (lines := found.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.05)
    raise RuntimeError("Chromium did not start")


def main(arguments: list[str]) -> None:
    """Whole-page pictures in slices of 3000 px."""
    page, folder = Path(arguments[0]), Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as tab:
        for width in (1280, 390):
            for dark in (False, True):
                tab.open(page, width=width, dark=dark)
                height = int(tab.value("document.documentElement.scrollHeight"))
                step = 1800 if width > 600 else 2400
                for number, top in enumerate(range(0, min(height, int(arguments[2]) if len(arguments) > 2 else 20_000), step)):
                    clip = {"x": 0, "y": top, "width": width, "height": min(step, height - top)}
                    tab.picture(folder / f"{width}-{'dark' if dark else 'light'}-{number:02}.png", clip=clip)
        print("\n".join(tab.complaints) or "no complaint")


if __name__ == "__main__":
    main(sys.argv[1:])
