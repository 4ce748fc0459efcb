"""Questions at a terminal, few and with an answer proposed; without a terminal the options have to say it."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Protocol

import typer

from service.access.password import LONGEST, SHORTEST

TRIES = 3

Wrong = Callable[[str], str | None]
"""Returns why an answer cannot be used; None where it can."""


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


def answered(asking: Asking, given: str | None, question: str, option: str, *, wrong: Wrong, proposed: str = "") -> str:
    """Return what an option gave, or what somebody answers: asked again, three times at most, while it cannot be used.

    Args:
        asking: whoever can be asked.
        given: what the option said.
        question: what is asked.
        option: how the option is called.
        wrong: why an answer cannot be used; None where it can.
        proposed: what holds for an empty line.

    Ends with 2 for an option that cannot be used, and where nobody can be asked; with 1 where no answer could be used.
    """
    if given is not None:
        if why := wrong(given):
            stop(f"{why} ({option})")
        return given
    if not asking.answers:
        missing(option)
    for _ in range(TRIES):
        said = asking.line(question, proposed)
        why = wrong(said)
        if why is None:
            return said
        print(f"{why}. Once more:")
    return give_up()


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
    return give_up("no password was set")


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


def give_up(what: str = "none of these answers can be used") -> NoReturn:
    """Say that nobody is asked once more, and end with 1."""
    print(f"trygg: {what}; what was made so far stays, and trygg init goes on from there", file=sys.stderr)
    raise typer.Exit(1)


def stop(message: str) -> NoReturn:
    """Say what is wrong, and end with 2."""
    print(f"trygg: {message}", file=sys.stderr)
    raise typer.Exit(2)
