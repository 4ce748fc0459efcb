"""What goes wrong in a night, when, and for how long: all of it from one seed, and all of it in the trace."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import copy_context
from datetime import timedelta
from random import Random

from nights.broker import NightBroker
from nights.hints import Hints
from nights.house import House
from nights.node import NightNode
from nights.provider import NightProvider
from nights.screen import NightScreen
from nights.store import Goes
from nights.weather import Weather

HARMLESS = frozenset({"_screen_leaves", "_screen_sticks", "_radio_bad", "_hints_lost"})
"""What may go wrong without any reason to send something once more to people outside, by the names of what does it."""
AGAIN_S = 5.0
"""Seconds before a node that could not start is started again."""
USUAL_S = 45.0
"""Seconds after which whoever looks again and again has met what is wrong: the rest of it is more of the same."""


class StoreTrouble:
    """What goes wrong with the store of a night."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.away = False
        self.slow = 0.0
        """How many seconds a transaction may take at most, beyond what it takes anyhow."""
        self.refuses = 0.0
        self.loses = 0.0

    def waits(self) -> float:
        """Return how many seconds a transaction waits for its turn."""
        return self._chance.uniform(0.0002, 0.003) + self._chance.random() * self.slow

    def syncs(self) -> float:
        """Return how many seconds pass between a transaction and its answer."""
        return self._chance.uniform(0.0002, 0.005) + self._chance.random() * self.slow

    def goes(self) -> Goes:
        """Return what becomes of the next transaction."""
        draw = self._chance.random()
        if draw < self.refuses:
            return "refused"
        return "lost" if draw < self.refuses + self.loses else "well"


class Faults:
    """Lets things go wrong, one after the other and at the same time."""

    def __init__(
        self,
        chance: Random,
        say: Callable[[str], None],
        *,
        places: Sequence[NightNode],
        store: StoreTrouble,
        hints: Hints,
        broker: NightBroker,
        house: House,
        screens: Sequence[NightScreen],
        providers: Sequence[NightProvider],
        weather: Weather,
        disturb: Callable[[], None],
        only: Sequence[str] = (),
    ) -> None:
        self._chance = chance
        self._say = say
        self._places = places
        self._store = store
        self._hints = hints
        self._broker = broker
        self._house = house
        self._screens = screens
        self._providers = providers
        self._weather = weather
        self._disturb = disturb
        self._only = only
        self._are_over = False
        self._world = copy_context()
        self._returns: dict[str, Callable[[], None]] = {}
        """What is wrong now, and what ends it."""
        self._begun_at = 0.0
        """When the last thing began to be wrong that lasts."""
        self.happened = 0
        self._harmful: set[str] = set()
        """Which of what is wrong now could make a node, the store or a provider do something once more."""
        self._harmed_at = 0.0

    @property
    def calm_since(self) -> float:
        """Since when nothing goes wrong that could make a node, the store or a provider do something once more."""
        return asyncio.get_running_loop().time() if self._harmful else self._harmed_at

    @property
    def are_going_on(self) -> bool:
        """Whether something has just begun to be wrong, a node is down, or a crash is about to come."""
        is_new = bool(self._returns) and asyncio.get_running_loop().time() < self._begun_at + USUAL_S
        return is_new or any(
            place.node is None or place.life.fuse is not None or place.fuse_at_press is not None
            for place in self._places
        )

    @property
    def kinds(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        """What may go wrong, each with its weight."""
        return (
            (8, self._crash),
            (8, self._crash_at_any_await),
            (3, self._crash_soon_after_press),
            (3, self._store_away),
            (4, self._store_slow),
            (4, self._store_fails),
            (4, self._broker_restarts),
            (2, self._broker_away),
            (1, self._broker_emptied),
            (5, self._radio_bad),
            (2, self._clock_wrong),
            (3, self._provider_bad),
            (2, self._hints_lost),
            (5, self._screen_leaves),
            (2, self._screen_sticks),
        )

    async def run(self) -> None:
        """Let something go wrong again and again."""
        kinds = [one for one in self.kinds if not self._only or one[1].__name__.lstrip("_") in self._only]
        weights, faults = zip(*kinds, strict=True)
        while not self._are_over:
            await self._weather.until("fault", self._chance)
            if not self._are_over:
                self._disturb()
                self.happened += 1
                fault = self._chance.choices(faults, weights)[0]
                if fault.__name__ not in HARMLESS:
                    self._harmed_at = asyncio.get_running_loop().time()
                fault()

    def end(self) -> None:
        """Let nothing go wrong any more, and bring back what is away."""
        self._are_over = True
        for what, return_ in list(self._returns.items()):
            self._say(f"{what}: over")
            return_()
        self._returns.clear()
        self._harmful.clear()

    def _for(
        self, seconds: float, what: str, begin: Callable[[], None], end: Callable[[], None], *, harms: bool = True
    ) -> None:
        if what in self._returns:
            return
        self._say(f"{what} for {seconds:.1f} s")
        self._begun_at = asyncio.get_running_loop().time()
        begin()
        self._returns[what] = end
        self._harmful.update({what} if harms else ())

        def over() -> None:
            if self._returns.pop(what, None) is not None:
                self._disturb()
                if harms:
                    self._harmful.discard(what)
                    self._harmed_at = asyncio.get_running_loop().time()
                self._say(f"{what}: over")
                end()

        asyncio.get_running_loop().call_later(seconds, over)

    def _while(self) -> float:
        """Return how long something lasts: mostly seconds, now and then minutes."""
        return self._chance.choice((0.5, 2.0, 8.0, 8.0, 30.0, 60.0, 600.0)) * self._chance.uniform(0.3, 1.0)

    def _running(self) -> NightNode | None:
        running = [place for place in self._places if not place.life.is_over]
        return self._chance.choice(running) if running else None

    def begin_again(self, place: NightNode, why: str) -> None:
        """Start a node anew some time after it has crashed, whatever it died of."""
        down = 0.05 if self._are_over else self._chance.choice((0.05, 0.5, 3.0, 3.0, 20.0)) * self._chance.random()
        if place.node is None and not self._are_over:  # whoever supervises it waits before it tries what just failed
            down = max(down, AGAIN_S)
        self._disturb()
        self._harmed_at = asyncio.get_running_loop().time()
        self._say(f"{place.life.name} crashes ({why}), back in {down:.2f} s")
        # In the world's own context: a node that dies while it starts must not take its next start with it.
        asyncio.get_running_loop().call_later(down, self._start, place, context=self._world)

    def _start(self, place: NightNode) -> None:
        if place.life.is_over:
            place.start()

    def _crash(self) -> None:
        if place := self._running():
            place.crash()

    def _crash_at_any_await(self) -> None:
        if place := self._running():
            place.life.fuse = self._chance.randint(1, 300)

    def _crash_soon_after_press(self) -> None:
        if place := self._running():
            place.fuse_at_press = self._chance.randint(1, 20)
            if self._chance.random() < 0.5:
                self._house.press(f"pendant-{self._chance.randint(1, 6)}")
            else:
                self._house.press_mute()

    def _store_away(self) -> None:
        def set_(away: bool) -> None:
            self._store.away = away

        self._for(self._while(), "the store is away", lambda: set_(True), lambda: set_(False))

    def _store_slow(self) -> None:
        def set_(slow: float) -> None:
            self._store.slow = slow

        slow = self._chance.choice((0.2, 0.8, 3.0, 12.0))
        self._for(self._while(), f"the store is slow (up to {slow} s)", lambda: set_(slow), lambda: set_(0.0))

    def _store_fails(self) -> None:
        def set_(refuses: float, loses: float) -> None:
            self._store.refuses, self._store.loses = refuses, loses

        refuses, loses = self._chance.choice(((0.3, 0.0), (0.0, 0.3), (0.3, 0.3)))
        what = f"the store refuses {refuses:.0%} and loses the answer of {loses:.0%}"
        self._for(self._while(), what, lambda: set_(refuses, loses), lambda: set_(0.0, 0.0))

    def _hints_lost(self) -> None:
        def set_(loses: float) -> None:
            self._hints.loses = loses

        self._for(
            self._while(), "what nodes tell each other is lost", lambda: set_(1.0), lambda: set_(0.1), harms=False
        )

    def _broker_restarts(self) -> None:
        self._say("the broker restarts")
        self._broker.end_connections()

    def _broker_away(self) -> None:
        def away() -> None:
            self._broker.away = True
            self._broker.end_connections()

        def back() -> None:
            self._broker.away = False

        self._for(self._while(), "the broker is away", away, back)

    def _broker_emptied(self) -> None:
        self._say("the broker is replaced by an empty one")
        self._house.kept_by_broker.clear()  # what only it had is gone, and that was its promise
        self._broker.forget_everything()

    def _radio_bad(self) -> None:
        radio = self._house.radio

        def set_(loses: float, doubles: float, delays: float) -> None:
            radio.loses, radio.doubles, radio.delays = loses, doubles, delays

        how = (self._chance.choice((0.0, 0.3, 0.8)), self._chance.choice((0.0, 0.5)), self._chance.choice((0.0, 0.4)))
        what = f"the radio loses {how[0]:.0%}, doubles {how[1]:.0%}, delays {how[2]:.0%}"
        self._for(self._while(), what, lambda: set_(*how), lambda: set_(0.0, 0.0, 0.0), harms=False)

    def _clock_wrong(self) -> None:
        place = self._chance.choice(list(self._places))
        by = timedelta(seconds=self._chance.choice((-3600.0, -300.0, -5.0, 5.0, 300.0, 3600.0)))
        if len(self._places) > 1:  # nodes beside each other have clocks that somebody looks after
            by = timedelta(seconds=self._chance.uniform(-1.0, 1.0))
        place.clock.wrong_by = by
        self._say(f"the clock of {place.name} is wrong by {by.total_seconds():+.1f} s from now on")

    def _provider_bad(self) -> None:
        provider = self._chance.choice(list(self._providers))

        def set_(fails: float, hangs: float) -> None:
            provider.fails, provider.hangs = fails, hangs

        fails, hangs = self._chance.choice(((1.0, 0.0), (0.3, 0.3), (0.0, 0.5)))
        what = f"{provider.route} fails {fails:.0%} and hangs {hangs:.0%}"
        self._for(self._while(), what, lambda: set_(fails, hangs), lambda: set_(0.0, 0.0))

    def _screen_leaves(self) -> None:
        screen = self._chance.choice(list(self._screens))
        self._say(f"screen {screen.name} loses its connection")
        screen.leave()

    def _screen_sticks(self) -> None:
        screen = self._chance.choice(list(self._screens))
        self._say(f"screen {screen.name} is stuck")
        screen.stick(self._chance.uniform(0.5, 10.0))
