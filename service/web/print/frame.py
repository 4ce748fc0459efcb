"""What stands on everything that is printed: for whom it is, of which plan, until when, and what is wrong with it."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from roles.plan import Plan
from service.web.i18n import LANGUAGE_NAMES, Texts
from service.web.ports import Printed
from service.web.print.text import LONGEST_OFFICE, breakable, plain
from service.web.print.words import Words

SHOWN_OF_VERSION = 12


def start_of_day(plan: Plan, at: datetime) -> datetime:
    """Return when the office's day began that a moment lies in: what is printed on one day is the same all day."""
    zone = ZoneInfo(plan.time_zone)
    return datetime.combine(at.astimezone(zone).date(), time(), tzinfo=zone)


def frame(printed: Printed, texts: Texts, lang: str, at: datetime) -> tuple[Words, dict[str, Any]]:
    """Return the words of a print, and what all prints have in common; `at` is the day that it names as its own."""
    plan = printed.plan
    words = Words(lang=lang, texts=texts, plan=plan)
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    expires = printed.expires or plan.expires
    until = words.t("Valid until %(day)s", day=words.day(expires)) if expires else words.t("No last day is set")
    marks = []
    if printed.invented:
        marks.append((words.t("INVENTED"), words.t("An invented office, for trying out. It protects nobody.")))
    if printed.standing == "draft":
        marks.append((words.t("DRAFT"), words.t("This plan is not in force. Do not put it up.")))
    if printed.standing == "makeshift":
        marks.append((words.t("MAKESHIFT"), words.t("The office's plan cannot be read; this is Trygg's stopgap.")))
    if expires is not None and expires < today:
        day = words.day(expires)
        marks.append((words.t("EXPIRED"), words.t("This plan held until %(day)s. Ask for a new one.", day=day)))
    spoken = lang in plan.languages
    return words, {
        "lang": lang,
        "office": breakable(plain(plan.name, LONGEST_OFFICE)),
        "own_lang": plan.languages[0] if plan.languages else lang,
        "staff_only": words.t("For staff areas only. Not where visitors can read it."),
        "marks": [{"word": word, "says": says} for word, says in marks],
        "until": until,
        "version": words.t("Plan version %(version)s", version=plan.version[:SHOWN_OF_VERSION]),
        "printed": words.t("Printed %(day)s", day=words.day(today)),
        "untranslated": None
        if spoken
        else words.t(
            "The plan has no words in this language. Its own words are in: %(language)s.",
            language=LANGUAGE_NAMES.get(plan.languages[0], plan.languages[0]) if plan.languages else "",
        ),
    }
