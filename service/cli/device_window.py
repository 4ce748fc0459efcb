"""`trygg device test`: one press of a button that is a test, over the whole path, and how long it took."""

import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from service.cli.options import Config, Office
from service.cli.plan_service import Service, Url
from service.cli.token_file import TokenFile, read_token

if TYPE_CHECKING:
    from datetime import datetime

LOOKS_S: Final = 0.5
"""How often the service is asked what came of the window."""
MOST_LOOKS_FOR_FEEDBACK: Final = 10
"""How often the time to the button's feedback is waited for, once the press was heard."""

Came = Literal["open", "heard", "measured", "real", "nothing"]


def try_press(
    office: Office,
    device: Annotated[str, typer.Argument(help="The button's slug, for instance pendant-1.")],
    *,
    gesture: Annotated[
        str | None, typer.Option(help="The only gesture that is a test; else the one the button sent last.")
    ] = None,
    seconds: Annotated[int, typer.Option(help="How long the window is open.", min=5, max=60)] = 60,
    token_file: TokenFile = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Let the next press of a button be a test, wait for it, and print how long it took. Nobody is called."""
    from service.alarm.instant import parse_instant

    service = Service(office, url, config, part="devices", token=read_token(token_file))
    asked = {"seconds": seconds, **({"gesture": gesture} if gesture else {})}
    window = service.post(f"/{_quoted(device)}/test-window", **asked)
    opened_at = parse_instant(window["opened_at"])
    print(f"Press {office}/{device} now, within {seconds} seconds: {window['gesture']}. Nobody is called.")
    print("Only the first press is a test, and only this gesture: any other is a real alarm.", flush=True)
    _tell(_waited(service, device, opened_at, seconds), opened_at)


def _waited(service: Service, device: str, opened_at: "datetime", seconds: int) -> Mapping[str, Any]:
    """Return what the service says of the window once it is known what came of it; its own clock decides."""
    told: Mapping[str, Any] = {}
    more = MOST_LOOKS_FOR_FEEDBACK
    for _ in range(2 * round(seconds / LOOKS_S) + MOST_LOOKS_FOR_FEEDBACK):
        told = service.get(f"/{_quoted(device)}/test-window")
        came = came_of(told, opened_at)
        more -= came == "heard"
        if came not in ("open", "heard") or not more:
            break
        time.sleep(LOOKS_S)
    return told


def came_of(told: Mapping[str, Any], opened_at: "datetime") -> Came:
    """Return what came of a window, by what the service says of it."""
    from service.alarm.instant import parse_instant

    if told["tested_at"] is not None and parse_instant(told["tested_at"]) >= opened_at:
        return "heard" if told["feedback_ms"] is None else "measured"
    if told["window"] is not None:
        return "open"
    return "real" if told["was_real"] else "nothing"


def _tell(told: Mapping[str, Any], opened_at: "datetime") -> None:
    """Print what came of it; ends the command with 1 where that was no test."""
    came = came_of(told, opened_at)
    if came == "measured":
        print(f"The press was heard {told['tested_at']}; {told['feedback_ms']} ms from the press to the answer.")
    elif came == "heard":
        print(f"The press was heard {told['tested_at']}. No answer to the button was measured.")
    elif came == "real":
        print("trygg: it was another gesture, so it is a REAL alarm and people are called: tell them", file=sys.stderr)
    else:
        print("trygg: nothing was heard; do not rely on this button. Try it nearer, or change it", file=sys.stderr)
    if came not in ("measured", "heard"):
        raise typer.Exit(1)


def _quoted(device: str) -> str:
    from urllib.parse import quote

    return quote(device, safe="")
