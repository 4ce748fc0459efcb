"""Who has left, or is back: said in the record of her office, so that every plan that names her is flagged."""

from collections.abc import Sequence

from service.alarm.actor import Actor
from service.clock import Clock
from service.life.commands import SayGone
from service.life.decide import decide
from service.life.events import Event
from service.life.life import evolve
from service.planning.record import life_of, write
from service.store.people_port import Move
from service.store.port import Store, Unit
from service.timeline.entry import Entry

ACTOR = Actor(via="account")
"""It follows from her account, whoever ended it or made a new one."""


async def tell_moves(store: Store, clock: Clock, office: str, moves: Sequence[Move]) -> tuple[Entry, ...]:
    """Write down, in one transaction, who of an office has left or is back, each once; return what was written.

    Nothing is written where the record says so already, and where another node was faster.

    Raises:
        StoreUnavailable: it is not known whether it was written; the next look tells.
    """
    now = clock.now()

    def work(unit: Unit) -> tuple[Entry, ...]:
        life = begun = life_of(unit).at(now)
        events: list[Event] = []
        for move in moves:
            if not unit.take_move(move.person, move.at):
                continue
            command = SayGone(actor=ACTOR, person=move.person, gone=move.gone, entitled=True)
            for event in decide(life, command, now, now.date()):
                life = evolve(life, event)
                events.append(event)
        return write(unit, begun, events, {move.person: move.name for move in moves})

    return await store.commit(office, work)
