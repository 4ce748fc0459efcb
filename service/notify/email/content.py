"""What a mail says, and what a mail server's answers mean. Pure.

A mail lies on other people's servers, and its first lines show on locked telephones: it says the neutral sentence and
where to answer. What is the matter it says only where there is no link to read it under.
"""

import hashlib
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final

from service.notify.email.settings import ADDRESS
from service.notify.port import NotHandedOver, Outgoing

LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 4000
"""Characters of what is said beside the link."""

_ANSWER: Final = {
    "sv": "Läs mer och svara här:",
    "nb": "Les mer og svar her:",
    "en": "Read more and answer here:",
}
_WHY: Final = {
    "sv": "Mejlet kommer från Trygg på %s. Det går inte att svara på själva mejlet.",
    "nb": "E-posten kommer fra Trygg på %s. Du kan ikke svare på selve e-posten.",
    "en": "This mail comes from Trygg at %s. Replies to the mail itself are not read.",
}


def is_address(text: str) -> bool:
    """Tell whether a text is an address that a mail can be sent to.

    What begins like an encoded word is none: read as one it is somebody else's address, or ends the header.
    """
    return len(text) <= 254 and "=?" not in text and re.fullmatch(ADDRESS.strip("^$"), text) is not None


def message_id_of(key: str, sender: str) -> str:
    """Return what names a mail for good: the same for each try, so that a mailbox can see that two are one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def message_of(notice: Outgoing, to: str, sender: str, at: datetime) -> EmailMessage:
    """Return the mail.

    Args:
        notice: what it is about.
        to: a plain address, already looked at.
        sender: the address it comes from.
        at: when it is sent; aware.
    """
    lang = notice.language if notice.language in _ANSWER else "en"
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(notice.neutral, LONGEST_SUBJECT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id_of(notice.key, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["Content-Language"] = lang
    if notice.purpose in ("call", "muster"):
        message["Importance"] = "high"
    said = [one_line(notice.neutral, LONGEST_TEXT)]
    if notice.link is None:
        said.append(_lines(notice.full))
    why = _WHY[lang] % one_line(notice.office_name, 100)
    link = [f"{_ANSWER[lang]}\n{notice.link}"] if notice.link else []
    message.set_content("\n\n".join([*said, *link, why]) + "\n")
    message.add_alternative(_html(lang, said, notice.link, why), subtype="html")
    return message


def one_line(text: str, most: int) -> str:
    """Return a text as one line of at most `most` characters, with nothing in it that could end a header."""
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def refused(code: int, *, is_hers: bool = False) -> NotHandedOver:
    """Return what a mail server's answer other than a success means: 4… is for now, 5… for good.

    Args:
        code: the answer.
        is_hers: whether it was said of the mailbox that is written to, and of nobody else's.
    """
    detail = f"the mail server answered {code}"
    if 400 <= code < 500:
        return NotHandedOver("busy", again=True, detail=detail, is_hers=is_hers)
    if 500 <= code < 600:
        return NotHandedOver("refused", again=False, detail=detail, is_hers=is_hers)
    return NotHandedOver("broken_answer", again=True, detail=detail)


def _lines(text: str) -> str:
    lines = (one_line(line, LONGEST_TEXT) for line in text.splitlines())
    return "\n".join(lines)[:LONGEST_TEXT]


def _html(lang: str, said: list[str], link: str | None, why: str) -> str:
    told = "".join(f"<p>{escape(one)}</p>".replace("\n", "<br>") for one in said)
    button = f'<p>{escape(_ANSWER[lang])}<br><a href="{escape(link)}">{escape(link)}</a></p>' if link else ""
    head = f'<html lang="{lang}"><head><meta charset="utf-8"></head>'
    return f"<!doctype html>{head}<body>{told}{button}<p><small>{escape(why)}</small></p></body></html>\n"
