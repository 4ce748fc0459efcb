"""What answer links stand for, and whose answer it is that comes in by one."""

import contextlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal, Protocol

from roles.sentence import Translate
from service.access.attempt import CROWD_FREE, CROWD_LONGEST_WAIT, Attempts
from service.alarm.alarm import Alarm
from service.alarm.refusal import Refusal
from service.alarm.states import Mode, ResponderState
from service.clock import Clock
from service.dispatch.answered import is_past
from service.dispatch.book import OfficePage
from service.dispatch.mustering import is_muster
from service.notify.card import card_fields, card_of
from service.notify.links import LONGEST, Links
from service.notify.texts import short_name
from service.store.notice_port import Notice
from service.timeline.entry import Entry
from service.web.ports import Asked, Says, TooOftenError

MOST_CHANGES: Final = 10
"""Times that an answer may be changed within a minute; the first one always counts, and so does the same again."""
WITHIN: Final = timedelta(minutes=1)
MOST_KEPT: Final = 5_000
_SAID: Final[dict[ResponderState, Says]] = {
    ResponderState.ACCEPTED: "coming",
    ResponderState.ARRIVED: "arrived",
    ResponderState.DECLINED: "cannot",
}


class NoticesByAnswer(Protocol):
    """The notices, as far as links ask for them."""

    async def by_answer(self, answer_digest: str) -> Notice | None:
        """Return the notice that an answer link belongs to."""
        ...


class Record(Protocol):
    """The store, as far as links ask for it."""

    @property
    def notices(self) -> NoticesByAnswer:
        """Return the notices."""
        ...

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm and its office."""
        ...

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of an alarm."""
        ...


class Takes(Protocol):
    """Takes what somebody who was called over a route answers."""

    async def answer_notice(self, notice: Notice, says: Says) -> object:
        """Record it as her own word; raises Refusal when the alarm has ended."""
        ...


class Answers:
    """Answer links, looked up in the store."""

    def __init__(
        self, links: Links, record: Record, takes: Takes, clock: Clock, pages: Callable[[str], OfficePage | None]
    ) -> None:
        """Know the links that were made with one secret, and give the answers to `takes`; `pages` has the plans."""
        self._pages = pages
        self._links = links
        self._record = record
        self._takes = takes
        self._clock = clock
        self._guesses = Attempts(free=CROWD_FREE, longest=CROWD_LONGEST_WAIT)
        self._changes: OrderedDict[str, list[datetime]] = OrderedDict()

    async def look(self, key: str, peer: str) -> Asked | None:
        """Return what a link stands for; see `AnswerPort`."""
        notice = await self._notice(key, peer)
        return await self._asked(notice) if notice else None

    async def answer(self, key: str, peer: str, says: Says) -> Asked | None:
        """Take an answer; see `AnswerPort`."""
        notice = await self._notice(key, peer)
        asked = await self._asked(notice) if notice else None
        if notice is None or asked is None or asked.is_over or asked.said == says:
            return asked
        if asked.said is not None:
            self._count_change(notice.id)
        with contextlib.suppress(Refusal):  # it ended while she tapped, and the page says so
            await self._takes.answer_notice(notice, says)
        return await self._asked(notice)

    async def _notice(self, key: str, peer: str) -> Notice | None:
        """Look a key up; one that was not made here only while its sender has not guessed often: a link is no guess."""
        at = self._clock.now()
        if len(key) > LONGEST or (not self._links.is_of_here(key) and self._guesses.wait((peer,), at)):
            return None
        notice = await self._record.notices.by_answer(self._links.answer_digest(key))
        if notice is None:
            self._guesses.failed((peer,), at)
            return None
        return notice if notice.answer_until is None or at < notice.answer_until else None

    async def _asked(self, notice: Notice) -> Asked | None:
        found = await self._record.alarm(notice.alarm)
        if found is not None and is_muster(notice):
            return _of_muster(notice, *found, self._clock.now())
        responder = found[1].responders.get(notice.responder) if found else None
        if found is None or responder is None:
            return None
        office, alarm = found
        if alarm.is_open and alarm.mode is not notice.mode:  # called to a drill; what it has become is another call
            return None
        mode: Literal["actual", "drill", "test"] = alarm.mode.value
        # Who has pressed sees the same for either of her codes, whoever makes her open her own link.
        is_known = alarm.is_under_duress and not alarm.has_pressed(notice.responder)
        kind = "emergency" if is_known else alarm.kind
        page = self._pages(office)
        is_outside = notice.reach == "outside" and alarm.mode is Mode.ACTUAL
        return Asked(
            office=office,
            who=notice.responder,
            mode=mode,
            kind=kind,
            call=short_name(notice.alarm),
            said=_SAID.get(responder.state),
            zone=alarm.zone,
            located=alarm.located,
            role=responder.role or notice.role,
            is_late=responder.state is ResponderState.SILENT,
            position=await self._position(notice),
            card=partial(_card, page, alarm, kind) if page and is_outside else None,
            is_over=not alarm.is_open,
            at=self._clock.now(),
        )

    async def _position(self, notice: Notice) -> str | None:
        """Return where the plan wants her: it stands in her call, and in nothing that is kept of her."""
        entries = await self._record.alarm_entries(notice.alarm)
        calls = (e.facts for e in entries if e.event == "ResponderCalled" and e.facts["responder"] == notice.responder)
        position = [facts.get("position") for facts in calls][-1:]
        return str(position[0]) if position and position[0] else None

    def _count_change(self, notice: str) -> None:
        at = self._clock.now()
        recent = [one for one in self._changes.pop(notice, ()) if at - one < WITHIN]
        self._changes[notice] = recent
        if len(recent) >= MOST_CHANGES:
            raise TooOftenError
        recent.append(at)
        while len(self._changes) > MOST_KEPT:
            self._changes.popitem(last=False)


def _of_muster(notice: Notice, office: str, alarm: Alarm, at: datetime) -> Asked | None:
    """Return what a link stands for that asks whether somebody is safe."""
    counted = alarm.muster.people.get(notice.responder) if alarm.muster else None
    mode: Literal["actual", "drill", "test"] = alarm.mode.value
    said: dict[str, Says] = {"safe": "coming", "needs_help": "cannot"}
    return Asked(
        office=office,
        who=notice.responder,
        mode=mode,
        kind=alarm.kind,
        call=short_name(notice.alarm),
        said=said.get(counted.state) if counted else None,
        is_muster=True,
        is_over=is_past(alarm, notice),
        at=at,
    )


def _card(page: OfficePage, alarm: Alarm, kind: str, translate: Translate) -> tuple[tuple[str, str], ...]:
    return card_fields(card_of(page.plan, alarm, kind, translate, page.name_of), translate)
