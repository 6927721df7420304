"""Headless Chromium through chromedriver's own JSON protocol (W3C WebDriver), so that no client library is needed."""

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")


def missing() -> str:
    """What is not installed, "" if all is there."""
    absent = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(absent)} not installed (Debian: apt-get install chromium chromium-driver)" if absent else ""


class Browser:
    """One session of chromedriver."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        options = {"args": list(FLAGS), "binary": shutil.which("chromium")}
        wanted = {
            "capabilities": {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
        }
        self.root += "/session/" + self.call("POST", "/session", wanted)["sessionId"]

    def call(self, method: str, path: str, content: object = None) -> Any:
        body = json.dumps(content).encode() if method == "POST" else None
        request = urllib.request.Request(self.root + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, file: Path) -> None:
        self.call("POST", "/url", {"url": file.resolve().as_uri()})

    def run(self, script: str, *arguments: object) -> Any:
        """The value that some JavaScript returns."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def devtools(self, command: str, **parameters: object) -> Any:
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width: int, height: int) -> None:
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def scheme(self, name: str) -> None:
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def log(self) -> list[dict[str, Any]]:
        """What the page made the browser complain about since the last call."""
        return list(self.call("POST", "/se/log", {"type": "browser"}))

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own, gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(["chromedriver", f"--port={port}", "--silent"], stdout=subprocess.DEVNULL)
    try:
        browser = connected(port)
        yield browser
        browser.call("DELETE", "")
    finally:
        driver.terminate()
        driver.wait(20)


def connected(port: int) -> Browser:
    """A session as soon as chromedriver listens, which takes it a moment."""
    for _ in range(200):
        try:
            return Browser(port)
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.1)
    raise TimeoutError("chromedriver does not answer")
