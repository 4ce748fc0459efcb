"""What goes out as a text message, what its reports say, and what a text that comes back means; pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from service.notify.gsm7 import messages, plain
from service.notify.number import international
from service.notify.port import Outgoing

MOST: Final = 2
"""Messages that one notice is sent as, at most."""
LONGEST_REPLY: Final = 1000
"""Characters of a text that comes in; ten messages have fewer."""

Says = Literal["coming", "cannot"]

HINT: Final[Mapping[str, str]] = {
    "sv": "Eller svara 1: jag kommer, 2: jag kan inte.",
    "nb": "Eller svar 1: jeg kommer, 2: jeg kan ikke.",
    "en": "Or reply 1: I am coming, 2: I cannot.",
}
"""Said where a text can be answered by text."""

SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "coming": "Ditt svar är mottaget: du kommer.",
        "cannot": "Ditt svar är mottaget: du kan inte.",
        "over": "Det är redan över. Du behöver inte göra något.",
        "refused": "Ditt svar kunde inte tas emot. Svara på en skärm, eller ring kontoret.",
        "unclear": "Svaret gick inte att förstå. Svara 1: jag kommer, eller 2: jag kan inte.",
    },
    "nb": {
        "coming": "Svaret ditt er mottatt: du kommer.",
        "cannot": "Svaret ditt er mottatt: du kan ikke.",
        "over": "Det er allerede over. Du trenger ikke å gjøre noe.",
        "refused": "Svaret ditt kunne ikke tas imot. Svar på en skjerm, eller ring kontoret.",
        "unclear": "Svaret var ikke til å forstå. Svar 1: jeg kommer, eller 2: jeg kan ikke.",
    },
    "en": {
        "coming": "Your answer has been received: you are coming.",
        "cannot": "Your answer has been received: you cannot.",
        "over": "It is over already. There is nothing for you to do.",
        "refused": "Your answer could not be received. Answer on a screen, or ring the office.",
        "unclear": "Your answer was not understood. Reply 1: I am coming, or 2: I cannot.",
    },
}
"""What is sent back to who has replied, in the language of her office."""

_CALL: Final = re.compile(r"[0-9a-f]{4}")
_WORDS: Final[Mapping[Says, frozenset[str]]] = {
    "coming": frozenset(
        {"1", "ja", "kommer", "jag kommer", "ja jag kommer", "jeg kommer", "ja jeg kommer", "yes", "coming"}
        | {"i am coming", "im coming", "yes i am coming", "yes im coming"}
    ),
    "cannot": frozenset(
        {"2", "nej", "nei", "no", "kan inte", "jag kan inte", "nej jag kan inte", "kommer inte", "jag kommer inte"}
        | {"kan ikke", "jeg kan ikke", "nei jeg kan ikke", "kommer ikke", "jeg kommer ikke", "cannot", "i cannot"}
        | {"cant", "i cant", "no i cannot", "no i cant", "not coming"}
    ),
}
"""The whole of a text, in small letters and without signs: a word among others may mean its opposite."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What the provider says has become of a message."""

    id: str
    state: Literal["sent", "delivered", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A text that somebody sent to the number."""

    id: str
    sender: str
    """In international form."""
    text: str
    created_at: datetime | None
    """When the provider had it; aware; None where it does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a text answers."""

    says: Says
    call: str | None = None
    """The call's four letters, where the text names it."""


def message_of(notice: Outgoing, *, replies: bool) -> str:
    """Return the text: the neutral sentence, cut where it must be, and then the whole link, which is never cut."""
    language = notice.language if notice.language in HINT else "en"
    ends = [notice.link] if notice.link else []
    if replies and notice.purpose == "call":
        ends.append(HINT[language])
    end = plain(" ".join(ends))
    text = plain(notice.neutral)
    whole = f"{text} {end}".strip()
    if messages(whole) <= MOST:
        return whole
    short, long = 0, len(text)
    while short < long:  # the longest beginning that fits
        middle = (short + long + 1) // 2
        if messages(_cut(text, middle, end)) <= MOST:
            short = middle
        else:
            long = middle - 1
    return _cut(text, short, end) if short else end


def _cut(text: str, length: int, end: str) -> str:
    return f"{text[:length].rstrip(' ,;:.-')}... {end}"


def report_in(form: Mapping[str, str]) -> Report | None:
    """Return a delivery report; None for what is none."""
    id_, status = form.get("id", ""), form.get("status", "")
    if not _is_id(id_):
        return None
    match status:
        case "sent" | "delivered" | "failed":
            return Report(id=id_, state=status)
        case "created":
            return Report(id=id_, state="sent")
        case _:
            return None


def reply_in(form: Mapping[str, str]) -> Reply | None:
    """Return a text that came in; None for what is none."""
    id_, text = form.get("id", ""), form.get("message")
    sender = international(form.get("from", ""))
    if not _is_id(id_) or text is None or len(text) > LONGEST_REPLY or sender is None:
        return None
    if form.get("direction", "incoming") != "incoming":
        return None
    created = form.get("created")
    at = _instant(created) if created else None
    return None if created and at is None else Reply(id=id_, sender=sender, text=text, created_at=at)


def answer_in(text: str) -> Answer | None:
    """Return what a text answers; None for whatever is not one of the few answers, whole and by itself."""
    letters = unicodedata.normalize("NFKC", text[:LONGEST_REPLY]).casefold().replace("'", "").replace("’", "")
    words = "".join(one if one.isalnum() else " " for one in letters).split()
    call = words.pop() if len(words) > 1 and _CALL.fullmatch(words[-1]) else None
    said = " ".join(words)
    return next((Answer(says=says, call=call) for says, known in _WORDS.items() if said in known), None)


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 200 and text.isascii() and text.isprintable()


def _instant(text: str) -> datetime | None:
    """Return an instant as the provider writes it: UTC, mostly without saying so."""
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
