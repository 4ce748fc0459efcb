"""What one office's screens may ask for: its open alarms, its last entries, the presses still to be recorded."""

from collections.abc import Iterable
from typing import Any, Final

from service.live.apart import Apart
from service.live.board import fold, fold_all
from service.live.cursor import HELD, Gap, Order, Ring, resumes
from service.live.frame import NOBODY, Frame, encode
from service.live.render import Audience, Message, render, render_heartbeat, render_provisional
from service.live.undertaking import Shown, Undertakings, render_undertaking
from service.live.veil import Veil, follow, hidden_tags, known_by, told, told_to
from service.live.view import View
from service.timeline.entry import Entry

_NOTHING_KEPT: Final = Veil()


class Held:
    """A released entry, rendered and framed for each audience when first asked for."""

    __slots__ = ("_apart", "_frames", "_veil", "entry", "shown")

    def __init__(self, entry: Entry, veil: Veil, apart: Apart, shown: Shown | None = None) -> None:
        """Hold an entry, what of its alarm is kept from some, how these count, and its undertaking where it has one."""
        self.entry = entry
        self.shown = shown
        self._veil = veil
        self._apart = apart
        self._frames: dict[Audience, Frame] = {}

    def frame(self, audience: Audience) -> Frame:
        """Return the one frame that all screens of an audience get; with it, what those get from whom it is kept."""
        known = self._frames.get(audience)
        if known is None:
            known = self._frames[audience] = self._made(audience)
        return known

    def _made(self, audience: Audience) -> Frame:
        text = encode(self._rendered(audience))
        hidden_from = self._apart.tags_at(self.entry.position)
        if self._veil.covers(self.entry):
            hidden_from |= hidden_tags(self._veil)
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

    def _rendered(self, audience: Audience) -> Message:
        if self.shown is not None:
            return render_undertaking(self.entry, self.shown, audience)
        return render(self.entry, audience, is_closing=self._veil.is_closing)

    def _told(self, audience: Audience, who: frozenset[str]) -> Message | None:
        if self.shown is None:
            return told(self.entry, audience, who, self._veil, self._apart)
        shown = render_undertaking(self.entry, self.shown, audience)
        return {**shown, "position": self._apart.number(self.entry.position, who)}


class LiveOffice:
    """One office's live state; in memory, made again from the store at each start."""

    def __init__(self, office: str, epoch: str, head: int, open_entries: Iterable[Entry], *, held: int = HELD) -> None:
        """Begin at position `head` with the entries of all alarms that are not closed, in the order of positions."""
        self.office = office
        self.epoch = epoch
        self._order = Order(office, head, waiting=held)
        self._ring: Ring[Held] = Ring(head, held=held)
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
        return self._order.gap

    def take(self, entries: Iterable[Entry]) -> list[Held]:
        """Return what screens are to be told now, in order and none twice."""
        released: list[Held] = []
        for entry in self._order.take(entries):
            shown = self._undertakings.take(entry)
            held = Held(entry, self._veils.get(entry.alarm or "", _NOTHING_KEPT), self._apart, shown)
            self._ring.add(held)
            self._keep(entry)
            released.append(held)
        return released

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

    def outstanding(self, audience: Audience) -> list[Frame]:
        """Return the presses that wait for their entry, as an audience sees them."""
        shown = (render_provisional(message, audience) for message in self._provisional.values())
        return [Frame(encode(message)) for message in shown if message]

    def number(self, audience: Audience, tags: frozenset[str] = NOBODY) -> int:
        """Return the last position as somebody has been told it."""
        return self._apart.number(self.position, known_by(audience, tags))

    def counts_apart(self, audience: Audience, tags: frozenset[str] = NOBODY) -> bool:
        """Say whether somebody is told positions that are not the record's."""
        return self._apart.counts(known_by(audience, tags), self.position + 1)

    def heartbeat(self, message: Message, audience: Audience) -> Frame:
        """Return how the service is as an audience is told it, with its own position for whoever counts for herself."""
        shown = render_heartbeat(message, audience)

        def instead(who: frozenset[str]) -> Frame:
            return Frame(encode({**shown, "position": self._apart.number(self.position, who)}))

        return Frame(encode(shown), hidden_from=self._apart.tags_at(self.position + 1), instead=instead)

    def board(self, audience: Audience, at: str, tags: frozenset[str] = NOBODY) -> dict[str, Any]:
        """Return the snapshot message for an audience; whoever is known by tags is told what is not kept from her."""
        alarms = self._alarms_told_to(audience, tags) if self._is_kept_from(tags) else self._alarms(audience)
        shown = {"alarms": alarms, "undertakings": self._undertakings.views(audience)}
        return {**self._heading("snapshot", self.number(audience, tags), audience, at), **shown}

    def snapshot(self, audience: Audience, at: str, tags: frozenset[str] = NOBODY) -> Frame:
        """Return the snapshot message framed; its alarms are encoded once per position."""
        position, text = self._encoded.get(audience, (-1, ""))
        if self._is_kept_from(tags):
            text = encode(self._alarms_told_to(audience, tags))
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

        Whoever counts for herself gets a snapshot always: her count is this node's, and no place in the record.
        """
        outstanding = self.outstanding(audience)
        missed, who = None, known_by(audience, tags)
        if after is not None and resumes(after, epoch, current=self.epoch) and not self.counts_apart(audience, tags):
            missed = self._ring.after(after)
        if missed is None or after is None:
            return [self.snapshot(audience, at, tags), *outstanding]
        resumed = Frame(encode(self._heading("resumed", after, audience, at)))
        frames = (held.frame(audience).told_to(who) for held in missed)
        return [resumed, *(frame for frame in frames if frame), *outstanding]

    def _heading(self, kind: str, position: int, audience: Audience, at: str) -> dict[str, Any]:
        return {
            "type": kind,
            "office": self.office,
            "position": position,
            "epoch": self.epoch,
            "audience": audience.value,
            "at": at,
        }

    def _alarms(self, audience: Audience) -> list[View]:
        """Bring an audience's board up to date: from where it stood, or anew where that is no longer held."""
        position, alarms = self._boards.get(audience, (-1, []))
        missed = self._ring.after(position) if position >= 0 else None
        if missed is None:
            entries = sorted((e for known in self._open.values() for e in known), key=lambda e: e.position)
            alarms = fold_all(render(entry, audience) for entry in entries)
        else:
            for held in missed:
                alarms = fold(alarms, render(held.entry, audience))
        self._boards[audience] = (self.position, alarms)
        return alarms

    def _is_kept_from(self, tags: frozenset[str]) -> bool:
        """Say whether of any alarm that is not closed something was ever kept from somebody known by these tags."""
        kept = any(veil.has_kept and not veil.hidden_from.isdisjoint(tags) for veil in self._veils.values())
        return kept or self._apart.counts(tags, self.position + 1)

    def _alarms_told_to(self, audience: Audience, tags: frozenset[str]) -> list[View]:
        told = (message for known in self._open.values() for message in told_to(known, audience, tags, self._apart))
        return fold_all(sorted(told, key=lambda message: message["position"]))

    def _keep(self, entry: Entry) -> None:
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
