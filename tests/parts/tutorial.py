"""Plays docs/tutorial/first-drill.md as its reader does: files, two terminals, and two windows of a browser."""

import re
import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import httpx2
from playwright.async_api import Browser

from parts.pages import ROOT, Block, commands, in_order
from parts.process import free_port, wait_until
from parts.service import Trygg, environment
from parts.shell import Shell, check, fit
from parts.tutorial_windows import STEPS, Windows

PAGE: Final = "docs/tutorial/first-drill.md"
_NAMED = re.compile(r"# (\S+\.yaml)\n")


class Reader(ExitStack):
    """Somebody who does what the tutorial says, in its order, and looks whether it holds."""

    def __init__(self, folder: Path, *, pictures: Path | None = None) -> None:
        """Take an empty folder to work in.

        Args:
            folder: an empty folder.
            pictures: where to leave the tutorial's pictures; nowhere when left out.
        """
        super().__init__()
        self._port = free_port()
        self._folder = folder
        self._here = folder / "first-drill"
        self._pictures = pictures
        self._settings = {"TRYGG_HTTP_PORT": str(self._port)}
        self._shell = Shell(folder, **self._settings)
        self._broker_port = 0
        self._waiting: Trygg | None = None
        self.done: list[str] = []
        """The browser's steps that were taken."""

    async def play(self, browser: Browser) -> Self:
        """Go through the whole page; raises AssertionError where it is not as the page says."""
        windows = Windows(browser, f"http://127.0.0.1:{self._port}", words=(ROOT / PAGE).read_text())
        for block in in_order(PAGE):
            if block.language == "browser":
                await STEPS[block.text](windows)
                self.done.append(block.text)
                await windows.take_pictures(block.text, self._pictures)
            elif block.language == "yaml":
                named = _NAMED.match(block.text)
                assert named, f"{block} does not say in its first line which file it is"
                (self._here / named[1]).write_text(block.text)
            elif block.language == "console":
                for command, shown in commands(block):
                    self._type(block, command, shown)
        return self

    def _type(self, block: Block, command: str, shown: list[str]) -> None:
        if command.startswith("trygg serve"):
            self._serve(command)
        elif command.endswith(" &"):
            self._waiting = self._began(command.removesuffix(" &"), "waiting.log")
            self._holds(block, command, shown, ended=False)
        elif command == "wait":
            self._holds(block, command, shown, ended=True)
        else:
            check(self._shell, block, command, shown, run=command.replace("-p 1883", f"-p {self._broker_port}"))

    def _serve(self, command: str) -> None:
        """Start the service in the first terminal, and read out of its log where its broker listens."""
        service = self._began(command, "serve.log")
        with httpx2.Client(base_url=f"http://127.0.0.1:{self._port}", trust_env=False) as http:

            def ready() -> bool:
                try:
                    return http.get("/health/ready").status_code == 200
                except httpx2.TransportError:
                    return False

            service.wait_ready(ready, within=60)
        told = re.search(r"connected to the broker at mqtt://127\.0\.0\.1:(\d+)", service.log.read_text())
        assert told, "the log does not say where the broker listens"
        self._broker_port = int(told[1])

    def _began(self, command: str, log: str) -> Trygg:
        begun = Trygg(shlex.split(command)[1:], log=self._here / log, environment=environment(**self._settings))
        self.callback(lambda: begun.end() if begun.running else None)
        return begun

    def _holds(self, block: Block, command: str, shown: list[str], *, ended: bool) -> None:
        """Hold what a command in the background has said since the page last looked to what the page shows."""
        waiting = self._waiting
        assert waiting is not None, f"{block}: nothing waits"
        seen = self._seen if ended else 0

        def holds() -> bool:
            if ended and waiting.running:
                return False
            return fit(shown, waiting.log.read_text().splitlines()[seen:])

        assert wait_until(holds, within=60), f"{block}: $ {command}\nprinted:\n{waiting.log.read_text()}"
        self._seen = len(shown)

    _seen = 0
    """Lines of the background command that the page has shown."""
