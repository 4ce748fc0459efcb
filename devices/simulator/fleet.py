"""Thousands of invented devices of all families at once: what they publish, and what they really did."""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from devices.simulator.actor import BEGAN, Actor, Speech, Word
from devices.simulator.chance import Chance
from devices.simulator.speech_radio import RADIO
from devices.simulator.speech_wired import WIRED

SPEECHES: Final[dict[str, Speech]] = {speech.family: speech for speech in (*WIRED, *RADIO)}
FAMILIES: Final = tuple(SPEECHES)

MOST: Final = 100_000
"""Devices of one fleet."""
APART_S: Final = 30.0
"""How long a device is not pressed again: a play has to know which message tells of which press."""
REPORTING: Final = 2.5
"""In how many of its heartbeats a device has to be heard; it is lost after twice as many, and none is so unlucky."""
OUTAGE: Final = 1.5
"""For how many heartbeats of what stands behind it a gateway is gone."""

_JITTER: Final = 0.02
_CLOCKS: Final = (-3600.0, 7200.0, 86_400.0 * 400, -BEGAN)
"""By how many seconds wrong clocks are wrong: a summer time, a zone, a year, and one that never was set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Luck:
    """How often things happen; shares are from 0 to 1."""

    presses_an_hour: float = 1.0
    """For each device that can be pressed."""
    lost: float = 0.02
    """Messages that never come: a heartbeat, a whole press, or one message of several that tell of it."""
    dead: float = 0.01
    """Devices that die in the middle of it."""
    wrong_clock: float = 0.05
    gone: float = 0.2
    """Gateways that are gone for a while."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One message, so many seconds after the beginning."""

    at: float
    topic: str
    payload: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """What really happened: `who` was pressed (and nobody could hear it), died, was gone or came back."""

    at: float
    family: str
    who: str
    what: Literal["pressed", "pressed_unheard", "died", "gateway_gone", "gateway_back"]


@dataclass(kw_only=True)
class Fleet:
    """A fleet, and what it does in so many seconds; the same in every respect from the same seed.

    `families` share the devices equally. `boot` and `began` (seconds since 1970) go into the names of presses: where
    the messages reach a service that runs, they have to be new each time. `heartbeat_s` replaces every family's own.
    """

    devices: int
    seed: int
    seconds: float
    families: Sequence[str] = FAMILIES
    office: str = "as"
    boot: str = "sim"
    began: float = BEGAN
    heartbeat_s: float | None = None
    luck: Luck = field(default_factory=Luck)
    did: list[Deed] = field(default_factory=list, init=False)
    """What has happened so far in `play`."""

    def __post_init__(self) -> None:
        """Say what is wrong with the numbers (ValueError)."""
        if not 1 <= self.devices <= MOST:
            raise ValueError(f"a fleet has 1 to {MOST} devices, and this one {self.devices}")
        if (
            not 0 < self.seconds < math.inf
            or not 0 < (1.0 if self.heartbeat_s is None else self.heartbeat_s) < math.inf
        ):
            raise ValueError("a play and a heartbeat last longer than nothing, and end")
        if not self.families or (unknown := [name for name in self.families if name not in SPEECHES]):
            named = ", ".join(unknown) if self.families else "none"
            raise ValueError(f"families are {', '.join(FAMILIES)}; not {named}")

    @property
    def actors(self) -> Iterator[Actor]:
        """Every device."""
        chance = Chance(self.seed)
        for at in range(self.devices):
            speech, number = SPEECHES[self.families[at % len(self.families)]], at // len(self.families)
            wrong = chance.happens(self.luck.wrong_clock, "clock", speech.family, number)
            which = int(chance.between(0, len(_CLOCKS), "which clock", speech.family, number))
            yield Actor(
                family=speech.family,
                number=number,
                device=speech.name(number),
                office=self.office,
                boot=f"{self.boot}-{speech.family}",
                gateways=speech.gateways(number),
                clock_off_s=_CLOCKS[which] if wrong else 0.0,
                began=self.began,
            )

    def beat_s(self, family: str) -> float:
        """Return how often a device of the family says something by itself."""
        return SPEECHES[family].usual_s if self.heartbeat_s is None else self.heartbeat_s

    def play(self) -> Iterator[Sent]:
        """Yield what is published, in order; what was begun before the end is said to its end."""
        self.did.clear()
        return _Play(self).run()


class _Play:
    """One performance."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._luck = fleet.luck
        self._chance = Chance(fleet.seed)
        self._queue: list[tuple[float, int, Sent | partial[None]]] = []
        self._queued = 0
        self._gone: dict[tuple[str, str], tuple[float, float]] = {}
        """From when until when a gateway of a family is gone."""
        self._seen: set[tuple[str, str]] = set()

    def run(self) -> Iterator[Sent]:
        for actor in self._fleet.actors:
            self._enter(actor)
        while self._queue:
            at, _, what = heapq.heappop(self._queue)
            if isinstance(what, Sent):
                yield what
            elif at < self._fleet.seconds:
                what()

    def _later(self, at: float, what: Sent | partial[None]) -> None:
        self._queued += 1
        heapq.heappush(self._queue, (at, self._queued, what))

    def _enter(self, actor: Actor) -> None:
        of = (actor.family, actor.number)
        seconds, beat = self._fleet.seconds, self._fleet.beat_s(actor.family)
        for gateway in actor.gateways:
            self._enter_gateway(actor.family, gateway)
        dies_at = math.inf
        if self._chance.happens(self._luck.dead, "dies", *of):
            dies_at = self._chance.between(0.1, 0.5, "dies at", *of) * seconds
            self._later(dies_at, partial(self._did, actor.family, actor.device, "died", dies_at))
        first = self._chance.between(0, beat, "phase", *of)
        self._later(first, partial(self._beat, actor, 0, first, dies_at, missed=False))
        if SPEECHES[actor.family].press is not None and self._luck.presses_an_hour > 0:
            self._press_later(actor, 0, -APART_S, dies_at)

    def _enter_gateway(self, family: str, gateway: str) -> None:
        status = SPEECHES[family].status
        if status is None or (family, gateway) in self._seen:
            return
        self._seen.add((family, gateway))
        if not self._chance.happens(self._luck.gone, "gone", family, gateway):
            return
        begins = self._chance.between(0.1, 0.6, "gone at", family, gateway) * self._fleet.seconds
        ends = begins + OUTAGE * self._fleet.beat_s(family)
        self._gone[family, gateway] = (begins, ends)
        for at, there in ((begins, False), (ends, True)):
            self._later(at, partial(self._gateway, family, gateway, at, there=there))

    def _gateway(self, family: str, gateway: str, at: float, *, there: bool) -> None:
        status = SPEECHES[family].status
        if status is not None:
            self._did(family, gateway, "gateway_back" if there else "gateway_gone", at)
            word = status(gateway, there)
            self._later(at, Sent(at=at, topic=word.topic, payload=word.payload))

    def _beat(self, actor: Actor, n: int, at: float, dies_at: float, *, missed: bool) -> None:
        """Say that the device lives: the n-th time; by chance never missed twice in a row."""
        if at >= dies_at:
            return
        of = (actor.family, actor.number, n)
        words = [word for word in SPEECHES[actor.family].beat(actor, n, at) if self._passes(actor, word, at)]
        missed = not words or (not missed and self._chance.happens(self._luck.lost, "beat", *of))
        if not missed:
            self._say(words, at)
        beat = self._fleet.beat_s(actor.family)
        after = at + beat * self._chance.between(1 - _JITTER, 1 + _JITTER, "jitter", *of)
        self._later(after, partial(self._beat, actor, n + 1, after, dies_at, missed=missed))

    def _press(self, actor: Actor, n: int, at: float, dies_at: float) -> None:
        press = SPEECHES[actor.family].press
        if press is None or at >= dies_at or not (said := press(actor, n, at)):
            return
        of = (actor.family, actor.number, n)
        words = [
            word
            for rank, word in enumerate(said)
            if self._passes(actor, word, at)
            and (rank == 0 or word.kept or not self._chance.happens(self._luck.lost, "word", rank, *of))
        ]
        if not words or self._chance.happens(self._luck.lost, "press", *of):
            self._did(actor.family, actor.device, "pressed_unheard", at)
        else:
            self._did(actor.family, actor.device, "pressed", at)
            self._say(words, at)
        self._press_later(actor, n + 1, at, dies_at)

    def _press_later(self, actor: Actor, n: int, before: float, dies_at: float) -> None:
        drawn = -math.log(1 - self._chance.of("press", actor.family, actor.number, n))
        at = before + APART_S + drawn * 3600 / self._luck.presses_an_hour
        self._later(at, partial(self._press, actor, n, at, dies_at))

    def _passes(self, actor: Actor, word: Word, at: float) -> bool:
        if word.gateway is None:
            return True
        begins, ends = self._gone.get((actor.family, word.gateway), (math.inf, math.inf))
        return not begins <= at + word.after_s < ends

    def _say(self, words: Sequence[Word], at: float) -> None:
        for word in words:
            self._later(at + word.after_s, Sent(at=at + word.after_s, topic=word.topic, payload=word.payload))

    def _did(
        self,
        family: str,
        who: str,
        what: Literal["pressed", "pressed_unheard", "died", "gateway_gone", "gateway_back"],
        at: float,
    ) -> None:
        self._fleet.did.append(Deed(at=at, family=family, who=who, what=what))
