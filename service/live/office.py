"""What one office's screens may ask for: its open alarms, its last entries, the presses still to be recorded."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, Final

from service.live.apart import Apart
from service.live.board import fold
from service.live.cursor import HELD, Gap, Order, Ring, resumes
from service.live.frame import NOBODY, Frame, encode
from service.live.render import Audience, Message, render, render_heartbeat, render_provisional
from service.live.seen import LOW, Seen
from service.live.undertaking import Shown, Undertakings, render_undertaking
from service.live.veil import Veil, follow, known_by, told, told_to
from service.live.view import View
from service.timeline.entry import Entry, Head

_NOTHING_KEPT: Final = Veil()

_log = logging.getLogger(__name__)


class Held:
    """A released entry, rendered and framed for staff and security when first asked for."""

    __slots__ = ("_apart", "_frames", "_veil", "entry", "low", "shown")

    def __init__(self, entry: Entry, veil: Veil, apart: Apart, shown: Shown | None = None) -> None:
        """Hold an entry, what of its alarm is kept from some, how these count, and its undertaking where it has one."""
        self.entry = entry
        self.shown = shown
        self.low: dict[Audience, Frame] = {}
        """What those are shown who see next to nothing; nothing where they are not."""
        self._veil = veil
        self._apart = apart
        self._frames: dict[Audience, Frame] = {}

    def frame(self, audience: Audience) -> Frame | None:
        """Return the one frame that all screens of an audience get; with it, what those get from whom it is kept.

        None where this audience sees next to nothing, and nothing of this entry.
        """
        if audience in LOW:
            return self.low.get(audience)
        known = self._frames.get(audience)
        if known is None:
            try:
                known = self._made(audience)
            except Exception:
                _log.exception("entry %s is not understood, and is told to nobody", self.entry.position)
                known = Frame(encode({"type": "withheld", "position": self.entry.position}))
            self._frames[audience] = known
        return known

    def show(self, audience: Audience, seen: Seen) -> None:
        """Number and keep what an audience is shown that sees next to nothing; nothing where it is kept from it."""
        rendered = self.rendered(audience)
        if rendered["type"] != "withheld":
            self.low[audience] = seen.show(rendered)

    def _made(self, audience: Audience) -> Frame:
        text = encode(self.rendered(audience))
        hidden_from = self._apart.tags_at(self.entry.position)
        if self._veil.covers(self.entry):
            hidden_from |= self._veil.hidden_from
        if not hidden_from:
            return Frame(text)
        made: dict[str, Frame] = {}

        def instead(who: frozenset[str]) -> Frame | None:
            shown = self._told(audience, who)
            if shown is None:
                return None
            text = encode(shown)
            return made.get(text) or made.setdefault(text, Frame(text))

        return Frame(text, hidden_from=hidden_from, instead=instead)

    def rendered(self, audience: Audience) -> Message:
        """Return the entry as an audience sees it from whom nothing further is kept."""
        if self.shown is not None:
            return render_undertaking(self.entry, self.shown, audience)
        return render(self.entry, audience, is_closing=self._veil.is_closing)

    def _told(self, audience: Audience, who: frozenset[str]) -> Message | None:
        if self.shown is None:
            return told(self.entry, audience, who, self._veil, self._apart)
        shown = render_undertaking(self.entry, self.shown, audience)
        return {**shown, "position": self._apart.number(self.entry.position, who)}


def _folded(alarms: list[View], messages: Iterable[Message]) -> list[View]:
    """Return the alarms of a board after rendered entries; one that is not understood changes nothing."""
    for message in messages:
        try:
            alarms = fold(alarms, message)
        except Exception:
            _log.exception("entry %s changes nothing on a board: it is not understood", message.get("position"))
    return alarms


def _rendered(entry: Entry, audience: Audience) -> Message:
    try:
        return render(entry, audience)
    except Exception:
        _log.exception("entry %s of %s is not understood", entry.position, entry.office)
        return {"type": "withheld", "position": entry.position}


def told_of(released: Iterable[Held], audience: Audience, who: frozenset[str] = NOBODY) -> list[Frame]:
    """Return the frames of entries for an audience, and for whoever of it is known by tags."""
    frames = (frame.told_to(who) for held in released if (frame := held.frame(audience)))
    return [frame for frame in frames if frame]


class LiveOffice:
    """One office's live state; in memory, made again from the store at each start."""

    def __init__(
        self,
        office: str,
        epoch: str,
        head: int,
        open_entries: Iterable[Entry],
        *,
        held: int = HELD,
        own_epoch: str = "",
        last: str | None = None,
    ) -> None:
        """Begin at position `head` with the entries of all alarms that are not closed, in the order of positions.

        `own_epoch` is that of those who count only what they are shown (`service.live.seen`); another one each time.
        `last` is the hash of the entry at `head`, from which on each has to follow the one before; None for no chain.
        """
        self.office = office
        self.epoch = epoch
        self._seen = {audience: Seen(own_epoch, held=held) for audience in LOW}
        self._order = Order(office, head, waiting=held)
        self._ring: Ring[Held] = Ring(head, held=held)
        self._last = last
        self._strays = False
        """Whether the record has another past than what was shown: then nothing more is."""
        self._open: dict[str, list[Entry]] = {}
        self._veils: dict[str, Veil] = {}
        self._apart = Apart()
        self._undertakings = Undertakings()
        self._boards: dict[Audience, tuple[int, list[View]]] = {}
        self._encoded: dict[Audience, tuple[int, str]] = {}
        self._provisional: dict[str, Message] = {}
        for entry in open_entries:
            self._undertakings.take(entry)
            self._keep(entry)

    @property
    def position(self) -> int:
        """The last position that screens have been told."""
        return self._ring.head

    @property
    def gap(self) -> Gap | None:
        """The hole that has to be read from the store before anything further can be shown."""
        return (
            Gap(office=self.office, after=self.position, until=self.position + 1) if self._strays else self._order.gap
        )

    def contradicts(self, head: Head) -> bool:
        """Say whether the end of the record shows that it has another past than what was shown here."""
        return self._strays or (head.position == self.position and not self._follows(head.hash))

    def take(self, entries: Sequence[Entry]) -> list[Held]:
        """Return what screens are to be told now, in order and none twice; nothing more from another past."""
        self._strays = self._strays or any(self._is_another(entry) for entry in entries)
        released: list[Held] = []
        for entry in () if self._strays else self._order.take(entries):
            if not self._follows(entry.previous):
                self._strays = True
                break
            released.append(self._take(entry))
        return released

    def _take(self, entry: Entry) -> Held:
        self._last = entry.hash if self._last is not None else None
        shown = self._undertakings.take(entry)
        held = Held(entry, self._veils.get(entry.alarm or "", _NOTHING_KEPT), self._apart, shown)
        self._ring.add(held)
        try:
            for audience, seen in self._seen.items():
                held.show(audience, seen)
        except Exception:
            _log.exception("entry %s of %s is not understood", entry.position, self.office)
        self._keep(entry)
        return held

    def _is_another(self, entry: Entry) -> bool:
        """Say whether an entry stands where another one was shown."""
        shown = self._ring.at(entry.position) if self._last is not None else None
        return shown is not None and shown.entry.hash != entry.hash

    def _follows(self, previous: str) -> bool:
        """Say whether what comes after an entry with this hash comes after what was shown last."""
        return self._last is None or self._last == previous

    def undertakings(self, audience: Audience) -> list[View]:
        """Return what an audience sees of all undertakings that are not over, by id."""
        return self._undertakings.views(audience)

    def note_provisional(self, message: Message) -> None:
        """Keep a press until its entry comes; one that concerns an alarm known already is not outstanding."""
        if message["alarm"] not in self._open:
            self._provisional.setdefault(message["alarm"], message)

    def end_provisional(self, alarm: str) -> None:
        """Forget a press that turned out to be nothing new."""
        self._provisional.pop(alarm, None)

    def take_over(self, before: "LiveOffice") -> None:
        """Keep the presses that waited for their entries before this began."""
        for message in before._provisional.values():
            self.note_provisional(message)

    def outstanding(self, audience: Audience) -> list[Frame]:
        """Return the presses that wait for their entry, as an audience sees them."""
        shown = (render_provisional(message, audience) for message in self._provisional.values())
        return [Frame(encode(message)) for message in shown if message]

    def number(self, audience: Audience, tags: frozenset[str] = NOBODY) -> int:
        """Return the last position as somebody has been told it."""
        if seen := self._seen.get(audience):
            return seen.head
        return self._apart.number(self.position, tags)

    def recorded(self, number: int, audience: Audience, tags: frozenset[str] = NOBODY) -> int:
        """Return up to which position of the record somebody has drawn everything who has drawn up to a position."""
        if seen := self._seen.get(audience):
            return seen.recorded(number, self.position)
        return number + self.position - self._apart.number(self.position, tags)

    def counts_apart(self, audience: Audience, tags: frozenset[str] = NOBODY) -> bool:
        """Say whether somebody is told positions that are not the record's."""
        return audience in LOW or self._apart.counts(tags, self.position + 1)

    def heartbeat(self, message: Message, audience: Audience) -> Frame:
        """Return how the service is as an audience is told it, with its own position for whoever counts for herself."""
        shown = render_heartbeat(message, audience)
        if seen := self._seen.get(audience):
            return Frame(encode({**shown, "position": seen.head, "epoch": seen.epoch}))

        def instead(who: frozenset[str]) -> Frame:
            return Frame(encode({**shown, "position": self._apart.number(self.position, who)}))

        return Frame(encode(shown), hidden_from=self._apart.tags_at(self.position + 1), instead=instead)

    def board(self, audience: Audience, at: str, tags: frozenset[str] = NOBODY) -> dict[str, Any]:
        """Return the snapshot message for an audience; whoever is known by tags is told what is not kept from her."""
        who = known_by(audience, tags)
        alarms = self._alarms_told_to(audience, who) if self._is_kept_from(who) else self._alarms(audience)
        shown = {"alarms": alarms, "undertakings": self._undertakings.views(audience)}
        return {**self._heading("snapshot", self.number(audience, tags), audience, at), **shown}

    def snapshot(self, audience: Audience, at: str, tags: frozenset[str] = NOBODY) -> Frame:
        """Return the snapshot message framed; its alarms are encoded once per position."""
        (position, text), who = self._encoded.get(audience, (-1, "")), known_by(audience, tags)
        if self._is_kept_from(who):
            text = encode(self._alarms_told_to(audience, who))
        elif position != self.position:
            text = encode(self._alarms(audience))
            self._encoded[audience] = (self.position, text)
        heading = encode(self._heading("snapshot", self.number(audience, tags), audience, at))
        undertakings = encode(self._undertakings.views(audience))
        return Frame(f'{heading[:-1]},"alarms":{text},"undertakings":{undertakings}}}')

    def welcome(
        self, audience: Audience, after: int | None, epoch: str | None, at: str, tags: frozenset[str] = NOBODY
    ) -> list[Frame]:
        """Return what a screen is told first: what it missed where that is held, a snapshot otherwise.

        From whom something is kept behind a code gets a snapshot always: her count is no place in the record.
        """
        outstanding = self.outstanding(audience)
        missed = self._missed(audience, after, epoch, known_by(audience, tags))
        if missed is None or after is None:
            return [self.snapshot(audience, at, tags), *outstanding]
        return [Frame(encode(self._heading("resumed", after, audience, at))), *missed, *outstanding]

    def _missed(
        self, audience: Audience, after: int | None, epoch: str | None, who: frozenset[str]
    ) -> list[Frame] | None:
        if seen := self._seen.get(audience):
            return seen.after(after, epoch)
        if after is None or not resumes(after, epoch, current=self.epoch) or self.counts_apart(audience, who):
            return None
        missed = self._ring.after(after)
        return None if missed is None else told_of(missed, audience, who)

    def _heading(self, kind: str, position: int, audience: Audience, at: str) -> dict[str, Any]:
        return {
            "type": kind,
            "office": self.office,
            "position": position,
            "epoch": self._seen[audience].epoch if audience in LOW else self.epoch,
            "audience": audience.value,
            "at": at,
        }

    def _alarms(self, audience: Audience) -> list[View]:
        """Bring an audience's board up to date: from where it stood, or anew where that is no longer held."""
        position, alarms = self._boards.get(audience, (-1, []))
        missed = self._ring.after(position) if position >= 0 else None
        if missed is None:
            entries = sorted((e for known in self._open.values() for e in known), key=lambda e: e.position)
            alarms = _folded([], (_rendered(entry, audience) for entry in entries))
        else:
            alarms = _folded(alarms, (_rendered(held.entry, audience) for held in missed))
        self._boards[audience] = (self.position, alarms)
        return alarms

    def _is_kept_from(self, tags: frozenset[str]) -> bool:
        """Say whether of any alarm that is not closed something was ever kept from somebody known by these tags."""
        kept = any(veil.has_kept and not veil.hidden_from.isdisjoint(tags) for veil in self._veils.values())
        return kept or self._apart.counts(tags, self.position + 1)

    def _alarms_told_to(self, audience: Audience, tags: frozenset[str]) -> list[View]:
        told = (message for known in self._open.values() for message in told_to(known, audience, tags, self._apart))
        return _folded([], sorted(told, key=lambda message: message["position"]))

    def _keep(self, entry: Entry) -> None:
        """Keep an entry, or leave out what cannot be understood: it must cost neither what follows nor the office."""
        try:
            self._keep_of_alarm(entry)
        except Exception:
            _log.exception("entry %s of %s is not understood, and is left out", entry.position, self.office)

    def _keep_of_alarm(self, entry: Entry) -> None:
        """Keep the entries of every alarm that is not closed: a board can be made from them at any time."""
        if entry.alarm is None:
            return
        self._provisional.pop(entry.alarm, None)
        veil = self._veils.get(entry.alarm, _NOTHING_KEPT)
        follow(self._apart, entry, veil)
        self._veils[entry.alarm] = veil = veil.after(entry)
        if entry.event == "AlarmRaised":
            self._open[entry.alarm] = [entry]
        elif entry.event == "AlarmClosed":
            self._open.pop(entry.alarm, None)
            if not veil.was_said:  # else what is reported of calls later has no number either
                self._veils.pop(entry.alarm, None)
        elif entry.alarm in self._open:
            self._open[entry.alarm].append(entry)
