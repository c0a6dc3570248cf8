"""A real browser, headless, steered over a pipe by the protocol of its own developer tools.

No driver and no further package: the browser reads commands from one pipe and writes
answers to another, each a JSON text that a zero byte ends.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from select import select
from time import monotonic, sleep
from typing import Any

__all__ = ["Browser", "open_browser"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-proxy-server",
    "--remote-debugging-pipe",
)
# The browser wants its pipes under the numbers 3 and 4.
MOVE = """
import os, sys
from fcntl import F_DUPFD, fcntl
commands, answers = (fcntl(int(number), F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
ANSWER_SECONDS = 60
CLOSE_SECONDS = 20


class Browser:
    """One page of a browser."""

    def __init__(self, answers: int, commands: int) -> None:
        self._answers = answers
        self._commands = commands
        self._left = b""
        self._numbers = count(1)
        self._session: str | None = None
        self.requests: list[str] = []
        self.complaints: list[str] = []
        pages = self.call("Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in pages if one["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=page, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def open(self, url: str, *, width: int = 1280, height: int = 900) -> None:
        """Open a page in a window of a width."""
        self.resize(width, height)
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window as wide and high as some device."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression in the page is true."""
        deadline = monotonic() + ANSWER_SECONDS
        while self.evaluate(script) is not True:
            assert monotonic() < deadline, f"never true in the page: {script}"
            sleep(0.02)

    def click(self, selector: str) -> None:
        """Click with the mouse on the middle of an element that is there to be clicked."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.until(f"{found} !== null && !{found}.disabled")
        self.evaluate(f"{found}.scrollIntoView({{block: 'center'}})")
        box = self.evaluate(
            f"(() => {{ const box = {found}.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type="mousePressed", **where)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", **where)

    def picture(self, path: Path) -> None:
        """Write a picture of the whole page."""
        wide, high = self.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": wide, "height": high, "scale": 1}
        shot = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip
        )
        path.write_bytes(base64.b64decode(shot["data"]))

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select([self._answers], [], [], ANSWER_SECONDS)
            assert ready, "the browser does not answer"
            more = os.read(self._answers, 1 << 16)
            assert more, "the browser has ended"
            self._left += more
        text, self._left = self._left.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if params["type"] in {"error", "warning"}:
                self.complaints.append(str(params["args"]))


def find_browser() -> str:
    """Return the path of a browser, or say how to get one."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path is not None:
            return path
    message = (
        "The page is tested in Chromium, and there is none. Install it (Debian: apt-get install"
        " chromium; Ubuntu: snap has no pipes, take Google's package), or name one: CHROMIUM=path."
    )
    raise RuntimeError(message)


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Yield a browser with a profile of its own in a folder."""
    path = find_browser()
    read_commands, commands = os.pipe()
    answers, write_answers = os.pipe()
    arguments = [*FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", MOVE, str(read_commands), str(write_answers), path, *arguments],
            pass_fds=(read_commands, write_answers),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    os.close(read_commands)
    os.close(write_answers)
    try:
        try:
            browser = Browser(answers, commands)
        except (AssertionError, OSError) as error:
            said = (folder / "browser.log").read_text(encoding="utf-8", errors="replace")
            message = f"{path} does not start: {said[-1000:]}"
            raise RuntimeError(message) from error
        yield browser
        browser.call("Browser.close")
        process.wait(CLOSE_SECONDS)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(CLOSE_SECONDS)
        os.close(commands)
        os.close(answers)
