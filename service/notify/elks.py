"""What text messages and calls over 46elks share: the account, one question, and what an answer to it is worth."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from service.network.address import NOTHING
from service.notify.http import Answer, Http, is_allowed
from service.notify.number import international
from service.notify.port import Handed, NotHandedOver

ADDRESS: Final = "https://api.46elks.com/a1"
_ABOUT_RECEIVER: Final = re.compile(rb"""(?i)\binvalid to\b|\bto[ -]number\b|['"]to['"]""")
LONGEST_SECRET: Final = 200
LONGEST_ID: Final = 200
"""Characters of what the provider calls a message or a call."""


class ElksTable(BaseModel):
    """The table `[elks]` of routes.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    """The account's API username."""
    password_file: Path
    """A file with the account's API password, readable by the service alone."""
    sender: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{2,10}$")] = "Trygg"
    """Whom a text message is from: 3 to 11 letters and digits. Nobody can answer to it."""
    number: str | None = None
    """The number that was rented from 46elks, in international form: calls come from it, and answers go to it."""
    replies: bool = False
    """Whether text messages come from the number, so that they can be answered by text."""
    url: Annotated[str, Field(max_length=200)] = ADDRESS
    max_seconds: Annotated[float, Field(ge=1, le=10)] = 8.0
    """How long one question may take, the answer included."""
    ca: Path | None = None
    """A file with certificates to trust instead of the system's; for a proxy of one's own."""
    ring_seconds: Annotated[int, Field(ge=10, le=60)] = 25
    """How long a telephone rings; most answering machines come after it."""
    recordings: Path | None = None
    """A folder with recordings of one's own, which take the place of those that come with Trygg."""

    @field_validator("url")
    @classmethod
    def _url_is_safe(cls, url: str) -> str:
        if not is_allowed(url) or "?" in url:
            raise ValueError("it has to begin with https:// and to have no ? in it")
        return url.rstrip("/")

    @field_validator("number")
    @classmethod
    def _number_is_international(cls, number: str | None) -> str | None:
        if number is not None and international(number) is None:
            raise ValueError("it has to be in international form: +46 and so on")
        return international(number) if number else None

    @field_validator("replies")
    @classmethod
    def _replies_need_a_number(cls, replies: bool, info: ValidationInfo) -> bool:
        if replies and not info.data.get("number"):
            raise ValueError("it needs number: the one that was rented from 46elks and receives texts")
        return replies

    def password(self) -> str:
        """Read the password.

        Raises:
            ValueError: the file cannot be read or has no password in it; the text never has what is in it.
        """
        try:
            with self.password_file.open(encoding="utf-8") as file:
                secret = file.read(LONGEST_SECRET + 1).strip()
        except (OSError, ValueError) as wrong:
            raise ValueError(f"password_file {self.password_file} cannot be read: {type(wrong).__name__}") from None
        if not 0 < len(secret) <= LONGEST_SECRET or not secret.isascii() or not secret.isprintable():
            raise ValueError(f"password_file {self.password_file} has no password in it, on one line and by itself")
        return secret


class Elks:
    """The account at the provider."""

    def __init__(self, table: ElksTable) -> None:
        """Use an account; raises ValueError where its password cannot be read."""
        self._url = table.url
        self._login = (table.username, table.password())
        # The provider is outside; a stand-in on this machine is written as a number.
        self._http = Http(max_seconds=table.max_seconds, ca=table.ca, inside=NOTHING.and_written(table.url))

    async def hand_over(self, what: str, form: dict[str, str]) -> Handed:
        """Ask for a text message (`sms`) or a call (`calls`).

        Raises:
            NotHandedOver: it was refused, or nobody knows whether it was taken.
        """
        answer = await self._http.ask("POST", f"{self._url}/{what}", form=form, login=self._login)
        return taken(answer)

    async def probe(self) -> None:
        """Ask for the account, which sends nothing to anybody.

        Raises:
            NotHandedOver: the account cannot be used.
        """
        judge(await self._http.ask("GET", f"{self._url}/me", login=self._login))

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def taken(answer: Answer) -> Handed:
    """Return what an answer to a hand-over proves: that the provider has it, under which name, and no more.

    Raises:
        NotHandedOver: it does not have it, or nobody can tell.
    """
    said = judge(answer)
    if said.get("status") == "failed" or said.get("state") == "failed":
        raise NotHandedOver("refused", again=False, detail="46elks took it and gave it up at once")
    id_ = said.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID or not id_.isascii() or not id_.isprintable():
        raise NotHandedOver("broken_answer", again=True, detail="46elks answered without an id")
    return Handed(proof="handed_over", provider_id=id_)


def judge(answer: Answer) -> dict[str, Any]:
    """Return what the provider says.

    Raises:
        NotHandedOver: it says no, for good or for now, or nothing that can be read.
    """
    status = answer.status
    detail = f"46elks answered {status}"
    if status in (200, 201, 202, 203, 204):
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise NotHandedOver("broken_answer", again=True, detail=f"{detail} with something that is no JSON object")
        return said
    if status == 400:  # the one answer whose text says which field was wrong
        reason = "unknown_number" if _ABOUT_RECEIVER.search(answer.body[:500]) else "refused"
        raise NotHandedOver(reason, again=False, detail=detail)
    if status == 401:
        raise NotHandedOver("wrong_key", again=False, detail=f"{detail}: username or password is wrong")
    if status in (408, 425, 429, 503):
        raise NotHandedOver("busy", again=True, detail=detail)
    if status >= 500:
        raise NotHandedOver("broken_answer", again=True, detail=detail)
    raise NotHandedOver("refused", again=False, detail=detail)
