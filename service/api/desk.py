"""What the API works with: the running service's parts, handed over once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from roles.sentence import Translate
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.pace import Pace
from service.ingest.intake import Intake
from service.ingest.outside import Outside
from service.jobs.inspections import Inspections
from service.jobs.pressed import Pressed
from service.jobs.supervise import Supervise
from service.live.hub import Hub
from service.live.screens import Screens
from service.planning.analyst import Analyst
from service.planning.history import Histories
from service.store.port import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What works right now."""

    broker: bool
    store: bool
    timers: bool
    canary: bool = False
    """Whether a press of the node's own was shown in time lately."""
    auditor: bool = False
    """Whether somebody else than who serves deadlines has looked lately, and none was left unserved."""
    plans: bool = False
    """Whether there is an office that could hear a press, and no press waits long for its office's plan."""

    @property
    def ready(self) -> bool:
        """Whether a press would go all the way, and has been proven to."""
        return all(asdict(self).values())

    @property
    def told(self) -> dict[str, bool]:
        """The three that every heartbeat of the stream has: a screen that goes by them is never green by mistake."""
        return {
            "broker": self.broker and self.canary,
            "store": self.store,
            "timers": self.timers and self.auditor,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """The parts an API route may use."""

    store: Store
    book: Book
    dispatch: Dispatch
    intake: Intake
    hub: Hub
    faults: Faults
    clock: Clock
    health: Callable[[], Health]
    since: Callable[[], Mapping[str, datetime]]
    """Says since when each part does not work that does not."""
    screens: Screens
    """Knows what each screen has confirmed."""
    pace: Pace
    """How long pressers wait for their feedback."""
    invented: bool
    """Whether every office here is invented (the demo), and so protects nobody."""
    analysts: tuple[Analyst, Analyst]
    """Who answers about plans: the first what is quick, the second what may take seconds."""
    histories: Histories
    """What was measured of each office's roles."""
    standards: Callable[[], Awaitable[Mapping[str, bytes]]]
    """Reads the agency's standards, by name."""
    translate: Callable[[str], Translate]
    """Returns what says a text of the plans in a language."""
    devices: Supervise
    """Knows how each device stands."""
    tested: Pressed
    """Knows where presses were heard from."""
    outside: Outside
    """Knows which buttons were last heard outside the house."""
    ready: Inspections
    """Knows which rooms and doors were not found as they should be."""
    routes_down: Callable[[], frozenset[str]]
    """Over which routes nobody is reached right now."""
