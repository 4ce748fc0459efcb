"""What is said to whoever is called: the words of a notice, made when it is sent, from the plan in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from roles.everybody import role_of
from roles.route_words import long_in_words
from roles.sentence import Translate, say
from service.alarm.alarm import Alarm, Located
from service.alarm.closed_office import NEIGHBOURS, OUTSIDE
from service.alarm.instant import parse_instant
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.mustering import is_muster
from service.dispatch.outgoing import Words
from service.notify.card import card_of
from service.notify.texts import Told, full, neutral
from service.store.notice_port import Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class _AsCalled:
    """What the notice itself knows of its alarm, where nobody has looked it up."""

    mode: Mode
    zone: str | None
    raised_at: datetime
    located: Located | None = None
    situation: Mapping[str, str] = field(default_factory=dict)


def told(
    notice: Notice, page: OfficePage, language: str, translate: Translate, *, repeats: bool, alarm: Alarm | None = None
) -> Told:
    """Return what a notice tells of.

    Args:
        notice: its row, without a name.
        page: the plan in force, which has the names.
        language: of whoever gets it.
        translate: into that language.
        repeats: whether an earlier try may have reached her.
        alarm: as it stands now: what has been told of the situation goes with the card of a contact outside.
    """
    plan, zone = page.plan, notice.content.get("zone")
    kind = str(notice.content.get("kind") or "")
    known = plan.zones.get(zone or "")
    role = role_of(plan, notice.role) if notice.role else None
    card: Mapping[str, str] = {}
    if notice.reach == "outside" and notice.purpose == "call" and notice.role != NEIGHBOURS:
        of = alarm or _AsCalled(
            mode=notice.mode,
            zone=zone,
            raised_at=parse_instant(str(notice.content["raised_at"])),
            located=Located(usual=None, zone=zone) if notice.content.get("located") else None,
        )
        card = card_of(plan, of, kind, translate, page.name_of)
    return Told(
        purpose="muster" if is_muster(notice) else notice.purpose,
        mode=notice.mode.value,
        kind=kind,
        alarm=notice.alarm,
        office_name=plan.name,
        repeats=repeats,
        zone_name=known.name if known else zone,
        is_measured=bool(notice.content.get("located")),
        outside="outside" if notice.role == OUTSIDE else "neighbours" if notice.role == NEIGHBOURS else None,
        role_title=(role.title.get(language) or role.id) if role else None,
        duty=role.duty_in(language).first if role else None,
        follow_up_within=_within(notice.content.get("within_ms"), translate),
        card=card,
    )


def _within(ms: object, translate: Translate) -> str | None:
    return say(long_in_words(timedelta(milliseconds=ms)), translate) if isinstance(ms, int) and ms > 0 else None


class Telling:
    """Says what a notice says, in the language of whoever gets it."""

    def __init__(self, into: Callable[[str], Translate]) -> None:
        """Take the words from a catalogue: `into` returns what says them in a language."""
        self._into = into

    def __call__(
        self, notice: Notice, page: OfficePage, language: str, *, repeats: bool, alarm: Alarm | None = None
    ) -> Words:
        """Return the words; see `told`."""
        into = self._into(language)
        what = told(notice, page, language, into, repeats=repeats, alarm=alarm)
        return Words(neutral=neutral(what, into), full=full(what, into), card=what.card)
