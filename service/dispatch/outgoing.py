"""A notice as a channel gets it: its row, the plan in force and the words put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from service.alarm.alarm import Alarm
from service.alarm.instant import parse_instant
from service.dispatch.book import OfficePage
from service.dispatch.mustering import is_muster
from service.notify.port import Address, Outgoing
from service.store.notice_port import Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a notice says."""

    neutral: str
    full: str
    card: Mapping[str, str]


class Texts(Protocol):
    """Says what a notice says, in a language."""

    def __call__(
        self, notice: Notice, page: OfficePage, language: str, /, *, repeats: bool, alarm: Alarm | None = None
    ) -> Words:
        """Return the words; `repeats` where an earlier try may have reached her, `alarm` as far as it is known now."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Backs:
    """The ways back in: addresses with a key, or None where nobody outside can reach the service."""

    answer: Callable[[str], str | None] = lambda _: None
    """By the notice's id: the link by which she answers."""
    callback: Callable[[str, str], str | None] = lambda _id, _route: None
    """By the notice's id and route: where the provider tells what became of it."""


def outgoing(
    notice: Notice, page: OfficePage, address: Address, texts: Texts, backs: Backs, *, alarm: Alarm | None = None
) -> Outgoing:
    """Return a notice as its channel gets it; `alarm` is what the 112 card tells the situation from."""
    plan = page.plan
    language = plan.languages[0] if plan.languages else "en"
    repeats = notice.attempts > 1
    words = texts(notice, page, language, repeats=repeats, alarm=alarm)
    zone = plan.zones.get(notice.content["zone"] or "")
    role = plan.roles.get(notice.role or "")
    return Outgoing(
        key=notice.id,
        repeats=repeats,
        office=notice.office,
        office_name=plan.name,
        alarm=notice.alarm,
        mode=notice.mode.value,
        kind=_kind(notice, alarm),
        purpose="muster" if is_muster(notice) else notice.purpose,
        language=language,
        address=address,
        neutral=words.neutral,
        full=words.full,
        at=parse_instant(notice.content["raised_at"]),
        zone=notice.content["zone"],
        zone_name=zone.name if zone else None,
        role=notice.role,
        role_title=(role.title.get(language) or role.id) if role else None,
        link=backs.answer(notice.id) if notice.answer_digest else None,
        callback=backs.callback(notice.id, notice.route),
        card=words.card,
    )


def _kind(notice: Notice, alarm: Alarm | None) -> str:
    """Return the kind: an alarm centre, and nobody else, is told that whoever pressed is forced to take it back."""
    if notice.route == "alarm_centre" and alarm is not None and alarm.is_under_duress:
        return "duress"
    kind: str = notice.content["kind"]
    return kind
