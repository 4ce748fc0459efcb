"""The ways on which signed heads leave the house: a folder, mail, a webhook; and who stamps them with a time."""

import asyncio
import base64
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Final, Protocol

from service.clock import Clock
from service.network.address import Inside
from service.notify.email.channel import EmailChannel
from service.notify.heads import stamp
from service.notify.heads.settings import HeadsSettings
from service.notify.outward import Outward
from service.notify.port import NotHandedOver
from service.notify.webhook.content import signature
from service.notify.webhook.settings import WebhookSettings

PATIENCE_S: Final = 10.0
"""Seconds for one hand-over."""

Files = Sequence[tuple[str, bytes]]
"""Names and contents: heads (`OFFICE/0000000012.json`), their time stamps (`.tsr`), and keys that follow others."""


class Way(Protocol):
    """One way out of the house."""

    async def give(self, files: Files) -> None:
        """Give files on; all of them again when it is not known whether they arrived. Raises NotHandedOver."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class ToFolder:
    """A folder on another computer's disk."""

    def __init__(self, folder: Path) -> None:
        """Write into a folder that is there: one that is not mounted must not be made beneath."""
        self._folder = folder

    async def give(self, files: Files) -> None:
        """Write each file that is not there yet.

        After an older backup was restored the record comes to the same positions once more: what was signed before
        stays under its name, as it proves what was lost, and what is signed now gets a number behind its own.
        """

        def write() -> None:
            if not self._folder.is_dir():
                raise FileNotFoundError(2, "there is no such folder")
            for path, content in _places(self._folder, files):
                _write_once(path, content)

        try:
            await asyncio.to_thread(write)
        except OSError as wrong:
            raise NotHandedOver("unreachable", again=True, detail=f"{self._folder}: {wrong.strerror}") from None

    async def close(self) -> None:
        """Do nothing: nothing is kept open."""


def _places(folder: Path, files: Files) -> Iterator[tuple[Path, bytes]]:
    """Yield where each file goes, a time stamp beside the very head that it is of; raises OSError."""
    together: dict[Path, list[tuple[str, bytes]]] = {}
    for name, content in files:
        path = folder / name
        together.setdefault(path.with_suffix(""), []).append((path.suffix, content))
    for stem, parts in together.items():
        for number in count(1):
            base = stem if number == 1 else stem.with_name(f"{stem.name}-{number}")
            places = [(base.with_name(base.name + suffix), content) for suffix, content in parts]
            if all(_is_free(path, content) for path, content in places):
                yield from places
                break


def _is_free(path: Path, content: bytes) -> bool:
    """Say whether a file can be written there: nothing is, or what is was broken off in the middle of this very one."""
    try:
        return content.startswith(path.read_bytes())
    except FileNotFoundError:
        return True


def _write_once(path: Path, content: bytes) -> None:
    """Write a file under its own name: such a folder may allow neither to rename nor to remove. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        there = path.read_bytes()
        if not content.startswith(there):
            raise
        if there != content:  # broken off in the middle of it
            path.write_bytes(content)


class ByMail:
    """A mail to each of those who are named, with the heads in its text and as files."""

    def __init__(self, email: EmailChannel, to: Sequence[str], clock: Clock) -> None:
        """Send over the service's own mail server."""
        self._email = email
        self._to = to
        self._clock = clock

    async def give(self, files: Files) -> None:
        """Send one mail to each."""
        for to in self._to:
            await self._email.send(mail_of(files, to, self._email.sender, self._clock), to)

    async def close(self) -> None:
        """Do nothing: no connection is kept."""


def mail_of(files: Files, to: str, sender: str, clock: Clock) -> EmailMessage:
    """Return the mail; nobody has to do anything about it but keep it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = "Trygg: signed heads of the record, to be kept"
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{secrets.token_hex(20)}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    heads = "".join(content.decode() for name, content in files if name.endswith(".json"))
    message.set_content(
        "Keep this mail: with it a record that was cut off or written anew is found out later.\n"
        "How it is checked: verify_heads.py, which comes with Trygg, or trygg timeline verify --heads FILE.\n\n"
        + heads,
        cte="7bit",
    )
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("/", "-"))
    return message


class ToWebhook:
    """A receiver of webhooks: one request for all files, signed as notices are."""

    def __init__(self, receiver: WebhookSettings, inside: Inside, clock: Clock) -> None:
        """Post to a receiver; raises SecretError."""
        self._url = receiver.url
        self._secret = receiver.secret()
        self._clock = clock
        self._outward = Outward(
            patience_s=PATIENCE_S, allow_private=receiver.allow_private, inside=inside, ca=receiver.ca
        )

    async def give(self, files: Files) -> None:
        """Post them."""
        told = [
            {"name": name, "text": content.decode()}
            if name.endswith(".json")
            else {"name": name, "base64": base64.b64encode(content).decode()}
            for name, content in files
        ]
        body = json.dumps({"format": 1, "purpose": "heads", "files": told}, separators=(",", ":")).encode()
        id_, seconds = f"heads_{secrets.token_hex(12)}", int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Trygg",
            "webhook-id": id_,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(self._secret, id_, seconds, body),
        }
        answer = await self._outward.post(self._url, body, headers)
        if not 200 <= answer.status < 300:
            raise NotHandedOver("refused", again=True, detail=f"the receiver answered {answer.status}")

    async def close(self) -> None:
        """Let go of connections."""
        await self._outward.close()


class Stamper:
    """A time-stamping authority."""

    def __init__(self, url: str, settings: HeadsSettings, inside: Inside) -> None:
        """Ask the authority at an address."""
        self._url = url
        self._outward = Outward(
            patience_s=PATIENCE_S, allow_private=settings.time_stamp_private, inside=inside, ca=settings.time_stamp_ca
        )

    async def stamp(self, content: bytes) -> bytes:
        """Return the authority's answer as it came: it confirms that these bytes were there.

        Raises:
            NotHandedOver: it does not answer, or with something else.
        """
        nonce = secrets.randbits(63) | 1 << 62  # eight bytes, and positive: one spelling
        headers = {"Content-Type": stamp.CONTENT_TYPE, "User-Agent": "Trygg"}
        answer = await self._outward.post(self._url, stamp.request_of(content, nonce), headers)
        if answer.status != 200:
            raise NotHandedOver("refused", again=True, detail=f"the authority answered {answer.status}")
        try:
            return stamp.checked(answer.body, content, nonce)
        except stamp.StampError as wrong:
            raise NotHandedOver("broken_answer", again=True, detail=str(wrong)) from None

    async def close(self) -> None:
        """Let go of connections."""
        await self._outward.close()
