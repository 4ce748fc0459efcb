"""What a form about a report sends, read field by field: what is wrong is said at its field, and no word is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from fastapi import Request

from roles.sentence import Sentence
from roles.written import written
from service.privacy.hint import hint
from service.report.classification import AIM, DEFINITIONS, NAMES, SEVERITIES, Aimed, Class, Severity
from service.web.mark import N
from service.web.tongue import Tongue

LONGEST_WORDS: Final = 2000
"""Characters of one text."""
LONGEST_BODY: Final = 32_768
"""Bytes of a form: each letter of its text may take nine."""
_NEAR: Final = timedelta(days=4000)

AIMS: Final = {Aimed.YES: N("Yes"), Aimed.NO: N("No"), Aimed.UNKNOWN: N("I do not know")}
AWAY: Final = Sentence("It cannot be written right now. Try again in a moment.")
_TOO_LONG: Final = Sentence("The text is longer than 2000 characters. Write it as two.")
_UNREADABLE: Final = Sentence("The text holds a character that no record can hold. Write it anew.")
_NO_DAY: Final = Sentence("This is no day. Choose one.")
_NO_MOMENT: Final = Sentence("This is no time. Say the day and the time.")
HOW_GRAVE: Final = Sentence("Say how grave it was.")


@dataclass(kw_only=True, slots=True)
class Sent:
    """A form as it was sent, and what is wrong with it so far."""

    values: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, Sentence] = field(default_factory=dict)
    """Field → what is wrong with it."""
    unsure: dict[str, str] = field(default_factory=dict)
    """Field → the sign by which the very same text is taken when it is sent once more."""

    def one(self, name: str) -> str:
        """Return a field's text; empty where it was not sent."""
        return self.values.get(name, [""])[0]

    def every(self, name: str) -> Sequence[str]:
        """Return everything that was chosen under a name."""
        return self.values.get(name, [])

    def words(self, name: str, *, asks: bool = False) -> str:
        """Return a text as it is kept; what cannot be kept is noted as wrong.

        Args:
            name: of the field.
            asks: whether it is asked once if the text may tell who a client is: its form then has `fields.sure`.
        """
        text = self.one(name)
        try:
            kept = written(text)
        except ValueError:
            self.wrong[name] = _UNREADABLE
            return ""
        if len(kept) > LONGEST_WORDS:
            self.wrong[name] = _TOO_LONG
        elif asks and (told := hint(kept)) and self.one(f"sure-{name}") != (sure := _sign(kept)):
            self.wrong[name] = told
            self.unsure[name] = sure
        return kept

    def day(self, name: str) -> date | None:
        """Return a day; None where none was given, or it is noted as wrong."""
        text = self.one(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong[name] = _NO_DAY
            return None

    def moment(self, name: str, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return a moment of an office's wall clock; None where none was given, or it is noted as wrong."""
        text = self.one(name)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=zone)
            if abs(at - now) < _NEAR:
                return at
        except (ValueError, OverflowError):
            pass
        self.wrong[name] = _NO_MOMENT
        return None

    def classified(self) -> tuple[list[Class], Severity, Aimed] | None:
        """Return what it was and how grave; None where nothing of it was said, or it is noted as wrong."""
        classes = [one for one in Class if one.value in self.every("classes")]
        severity = next((one for one in Severity if one.value == self.one("severity")), None)
        if not classes and severity is None:
            return None
        if severity is None:
            self.wrong["severity"] = HOW_GRAVE
            return None
        aimed = next((one for one in Aimed if one.value == self.one("aimed")), Aimed.UNKNOWN)
        return classes, severity, aimed


def _sign(text: str) -> str:
    """Return a sign of a text, so that another one is asked about anew."""
    return sha256(text.encode()).hexdigest()[:16]


async def sent_by(request: Request) -> Sent:
    """Return the form that a request brings; what is longer than any form of these is cut off."""
    body = (await request.body())[:LONGEST_BODY].decode("ascii", "replace")
    return Sent(values=parse_qs(body, keep_blank_values=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing that can be chosen, with what it means."""

    value: str
    name: str
    means: str
    is_chosen: bool


def choices(tongue: Tongue, classes: Sequence[str], severity: str, aimed: str) -> Mapping[str, object]:
    """Return what the classification offers, in the reader's language, with what is chosen."""
    return {
        "classes": [
            Choice(
                value=one, name=tongue.t(NAMES[one]), means=tongue.t(DEFINITIONS[one]), is_chosen=one.value in classes
            )
            for one in Class
        ],
        "severities": [
            Choice(value=one, name=tongue.t(means), means="", is_chosen=one.value == severity)
            for one, means in SEVERITIES.items()
        ],
        "aims": [
            Choice(value=one, name=tongue.t(name), means="", is_chosen=one.value == (aimed or Aimed.UNKNOWN.value))
            for one, name in AIMS.items()
        ],
        "aim": tongue.t(AIM),
    }
