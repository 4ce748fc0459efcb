"""Questions at a terminal, few and with an answer proposed; without a terminal the options have to say it."""

import getpass
import sys
from pathlib import Path
from typing import NoReturn, Protocol

import typer

from service.access.password import LONGEST, SHORTEST

TRIES = 3


class Asking(Protocol):
    """Whoever can be asked."""

    @property
    def answers(self) -> bool:
        """Whether somebody is there to answer."""
        ...

    def line(self, question: str, proposed: str = "") -> str:
        """Return what was answered; what was proposed for an empty line."""
        ...

    def secret(self, question: str) -> str:
        """Return what was typed without showing it."""
        ...


class Terminal:
    """The person at the terminal."""

    @property
    def answers(self) -> bool:
        """Whether standard input is a terminal."""
        return sys.stdin.isatty()

    def line(self, question: str, proposed: str = "") -> str:
        """Ask on one line."""
        shown = f"{question} [{proposed}]: " if proposed else f"{question}: "
        return input(shown).strip() or proposed

    def secret(self, question: str) -> str:
        """Ask without an echo."""
        return getpass.getpass(f"{question}: ")


def answered(asking: Asking, given: str | None, question: str, option: str, proposed: str = "") -> str:
    """Return what an option gave, or what somebody answers; ends with 2 where nobody can be asked."""
    if given is not None:
        return given
    if not asking.answers:
        missing(option)
    return asking.line(question, proposed)


def password(asking: Asking, file: Path | None) -> str:
    """Return the password of the first account: from a file, from standard input (`-`), or typed twice.

    Ends with 2 where there is none that could be kept. Never an argument: every user of the machine reads those.
    """
    if file is not None:
        return _read(file)
    if not asking.answers:
        missing("--password-file -")
    for _ in range(TRIES):
        typed = asking.secret(f"Password (at least {SHORTEST} characters; a sentence is fine)")
        if not SHORTEST <= len(typed) <= LONGEST:
            print(f"A password has {SHORTEST} to {LONGEST} characters.")
        elif asking.secret("The same once more") == typed:
            return typed
        else:
            print("The two were not the same.")
    return stop("no password was set; run trygg init again")


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            typed = sys.stdin.readline()
        else:
            with file.open(encoding="utf-8") as lines:
                typed = lines.readline()
    except (OSError, UnicodeDecodeError) as wrong:
        stop(
            f"the password cannot be read from {file} ({getattr(wrong, 'strerror', 'not UTF-8')}); see --password-file"
        )
    typed = typed.rstrip("\r\n")
    if not SHORTEST <= len(typed) <= LONGEST:
        stop(f"the password has {SHORTEST} to {LONGEST} characters, on the first line of --password-file")
    return typed


def missing(option: str) -> NoReturn:
    """Say which option is needed where nobody can be asked, and end with 2."""
    stop(f"this is no terminal, so nobody can be asked: give {option} (what was made so far stays)")


def stop(message: str) -> NoReturn:
    """Say what is wrong, and end with 2."""
    print(f"trygg: {message}", file=sys.stderr)
    raise typer.Exit(2)
