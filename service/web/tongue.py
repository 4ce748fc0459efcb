"""One reader's language and one office's words, for the texts that the server writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.web.i18n import Texts
from service.web.mark import N
from service.web.ports import Facts

KINDS = {
    "emergency": N("Emergency alarm"),
    "assist": N("Assist alarm"),
    "medical": N("Medical alarm"),
    "observe": N("Keep an eye on it"),
    "closing": N("The office closes"),
    "neighbour": N("The office next door closes"),
}
MODES = {"actual": N("REAL ALARM"), "drill": N("DRILL"), "test": N("TEST")}
STATES = {
    "raised": N("Not answered"),
    "acknowledged": N("Going on"),
    "cleared": N("Over, not closed yet"),
    "cancelled": N("Set off by mistake, not closed yet"),
    "closed": N("Closed"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """Says things in one language, with one office's names and times."""

    lang: str
    texts: Texts
    facts: Facts
    names: Mapping[str, str]
    """Names that came with the record itself; they win over what the office knows today."""

    def t(self, msgid: str, /, **args: object) -> str:
        """Say a text."""
        return self.texts.text(self.lang, msgid, **args)

    def who(self, key: str | None) -> str:
        """Name a person or a contact."""
        if key is None:
            return self.t("Nobody named")
        if key in self.names:
            return self.names[key]
        person = self.facts["people"].get(key) or self.facts["contacts"].get(key)
        return str(person["name"]) if person else self.t("Somebody the office no longer knows")

    def place(self, zone: str | None) -> str:
        """Name a place."""
        if zone is None:
            return self.t("Place unknown")
        known = self.facts["zones"].get(zone)
        return str(known["name"]) if known else zone

    def output(self, output: str) -> str:
        """Name a siren, a lamp or a lock."""
        known = self.facts.get("outputs", {}).get(output)
        return str(known["name"]) if known else output

    def role(self, role: str | None) -> str:
        """Name a role."""
        if role is None:
            return self.t("Came without being called")
        titles = self.facts["roles"].get(role, {}).get("title", {})
        return str(titles.get(self.lang) or next(iter(titles.values()), role))

    def kind(self, kind: str) -> str:
        """Name a kind of alarm."""
        return self.t(KINDS[kind]) if kind in KINDS else kind

    def second(self, at: datetime) -> str:
        """Return an instant as the office's wall clock showed it: 14:02:07."""
        return f"{self._local(at):%H:%M:%S}"

    def minute(self, at: datetime) -> str:
        """Return an instant as 14:02."""
        return f"{self._local(at):%H:%M}"

    def day(self, at: datetime) -> str:
        """Return the day of an instant in words."""
        from babel.dates import format_date  # noqa: PLC0415 - pages alone say days, and no alarm waits for them

        return str(format_date(self._local(at).date(), format="long", locale=self.lang))

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.facts.get("time_zone") or "UTC"))


def span(duration: timedelta | None) -> str:
    """Return a duration as 9 s, 1 min 48 s or 1 h 4 min; a dash for none."""
    if duration is None:
        return "–"
    whole = max(0, int(duration.total_seconds()))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def span_of(ms: int | None) -> str:
    """Return milliseconds as `span` says a duration."""
    return span(None if ms is None else timedelta(milliseconds=ms))
