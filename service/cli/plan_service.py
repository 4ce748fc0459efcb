"""What commands ask of the running service: it alone writes the record, so they speak to it over HTTP."""

import json
import secrets
import sys
from pathlib import Path
from typing import IO, Annotated, Any
from urllib.parse import quote

import typer

from service.cli.options import settings_from

Url = Annotated[
    str | None, typer.Option("--url", help="Where the service runs; else what its settings say, on this machine.")
]
By = Annotated[str, typer.Option("--by", help="Who does it: a person's slug in the plan.")]
OfficeOption = Annotated[str, typer.Option("--office", help="The office's slug.")]

WITHIN_S = 60.0
"""Seconds the service may take: a large plan is proven before it is published."""


class Service:
    """The running service, as far as one part of one office goes: its plan, or what is named."""

    def __init__(
        self, office: str, url: str | None, config: Path | None, *, part: str = "plan", token: str | None = None
    ) -> None:
        """Speak to the service at a URL, or to the one that the settings name; `token` lets a command in."""
        if url is None:
            settings = settings_from(config)
            host = f"[{settings.http_host}]" if ":" in settings.http_host else settings.http_host
            url = f"http://{host}:{settings.http_port}"
        if not url.startswith(("http://", "https://")):
            print(f"trygg: {url!r} is no address of a service; write it like http://127.0.0.1:8080", file=sys.stderr)
            raise typer.Exit(2)
        self._api = f"{url.rstrip('/')}/api/v1"
        self._url = f"{self._api}/offices/{quote(office, safe='')}{f'/{part}' if part else ''}"
        self._token = token

    def get(self, path: str = "") -> Any:
        """Return the answer to a question; ends the command when there is none."""
        return self.ask("GET", path)[1]

    def post(self, path: str, **said: Any) -> Any:
        """Return the answer to what is said; ends the command, with the service's words, when it is refused."""
        return self.ask("POST", path, said)[1]

    def post_once(self, path: str, **said: Any) -> Any:
        """Return the answer to what is said under a key of its own, so that a repeat on the way is known as one."""
        return self.ask("POST", path, said, key=secrets.token_hex(16))[1]

    def to_alarm(self, alarm: str, what: str, **said: Any) -> Any:
        """Return the answer to what is said to an alarm."""
        return self.ask("POST", f"/{what}", said, at=f"{self._api}/alarms/{quote(alarm, safe='')}")[1]

    def ask(
        self,
        method: str,
        path: str,
        said: dict[str, Any] | None = None,
        *,
        accept: tuple[int, ...] = (),
        key: str | None = None,
        at: str | None = None,
    ) -> tuple[int, Any]:
        """Return status and answer; a refusal other than those accepted ends the command with 1."""
        from urllib.error import HTTPError, URLError
        from urllib.request import Request, urlopen

        body = json.dumps(said).encode() if said is not None else None
        # The scheme was looked at above: nothing but HTTP is opened.
        request = Request(f"{at or self._url}{path}?lang=en", data=body, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/json")
        if key is not None:
            request.add_header("Idempotency-Key", key)
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=WITHIN_S) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except HTTPError as refused:
            told = _problem(refused)
            if refused.code in accept:
                return refused.code, told
            print(f"trygg: {told.get('detail', refused.reason)}", file=sys.stderr)
            if told.get("needed"):
                print(f"trygg: give a reason with --reason, for: {', '.join(told['needed'])}", file=sys.stderr)
        except (URLError, TimeoutError, OSError, ValueError) as wrong:
            said_why = getattr(wrong, "reason", wrong)
            print(f"trygg: the service does not answer: {said_why}; is `trygg serve` running?", file=sys.stderr)
        raise typer.Exit(1)


def _problem(refused: IO[bytes]) -> dict[str, Any]:
    try:
        told = json.load(refused)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
