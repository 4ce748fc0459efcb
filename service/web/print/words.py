"""One language of a print: the catalogue's words, the plan's own, durations and days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from roles.everybody import role_of
from roles.plan import Plan, Texts
from service.web import i18n
from service.web.print.text import (
    LONGEST_DUTY,
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_UNBROKEN,
    breakable,
    plain,
    unbroken,
)

Piece = dict[str, str]
"""A text with its language: `{"text": …, "lang": …}`; a screen reader speaks it in that language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Says a plan in one language."""

    lang: str
    texts: i18n.Texts
    plan: Plan

    def t(self, msgid: str, /, **args: object) -> str:
        """Say a text of the catalogue."""
        return self.texts.text(self.lang, msgid, **args)

    def own(self, texts: Texts, otherwise: str, most: int) -> Piece:
        """Say a text of the plan: in this language, else in the first of the office's that has it."""
        for lang in (self.lang, *self.plan.languages, *texts):
            if texts.get(lang):
                return {"text": breakable(plain(texts[lang], most)), "lang": lang}
        return {"text": breakable(plain(otherwise, most)), "lang": self.lang}

    def title(self, role: str) -> Piece:
        """Say a role's title."""
        known = role_of(self.plan, role)
        return self.own(known.title if known else {}, role, LONGEST_TITLE)

    def duty(self, role: str) -> Piece:
        """Say a role's duty in one piece."""
        known = role_of(self.plan, role)
        return self.own(known.duty if known else {}, "", LONGEST_DUTY)

    def kind(self, kind: str) -> Piece:
        """Say a kind of alarm: the plan's own title for it, else the catalogue's."""
        known = {
            "emergency": self.t("Emergency alarm"),
            "assist": self.t("Assist alarm"),
            "medical": self.t("Medical alarm"),
            "observe": self.t("Keep an eye on it"),
        }
        response = self.plan.responses.get(kind)
        return self.own(response.title if response else {}, known.get(kind, kind), LONGEST_TITLE)

    def name(self, text: str) -> str:
        """Return a name as it may stand on paper."""
        return breakable(plain(text, LONGEST_NAME))

    def who(self, id_: str) -> str:
        """Name a person or a contact; a short name stays on one line."""
        name = self.name(self.plan.name_of(id_))
        return name if len(name) > LONGEST_UNBROKEN else unbroken(name)

    def phone(self, id_: str) -> str:
        """Return a person's or a contact's number, nothing when the plan has none."""
        known = self.plan.people.get(id_) or self.plan.contacts.get(id_)
        number = plain(known.phone, 30) if known and known.phone else ""
        return unbroken(number)

    def listed(self, names: Iterable[str], most: int) -> str:
        """Join names; of more than so many the rest is counted."""
        every = list(names)
        if len(every) <= most + 1:  # one more is as short as saying that there is one more
            return ", ".join(every)
        return self.t("%(names)s and %(count)s more", names=", ".join(every[:most]), count=len(every) - most)

    def time(self, time: timedelta) -> str:
        """Say a duration, which stays on one line."""
        return unbroken(self._time(time))

    def _time(self, time: timedelta) -> str:
        seconds = max(0, round(time.total_seconds()))
        minutes, rest = divmod(seconds, 60)
        if minutes == 1 and not rest:
            return self.t("1 minute")
        if minutes >= 2:
            shown = self.t("%(count)s minutes", count=minutes)
            return f"{shown} {self.t('%(count)s seconds', count=rest)}" if rest else shown
        return self.t("%(count)s seconds", count=seconds)

    def day(self, day: date) -> str:
        """Say a day in full."""
        return str(format_date(day, format="long", locale="en_GB" if self.lang == "en" else self.lang))
