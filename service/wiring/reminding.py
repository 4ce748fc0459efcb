"""Who is told of what is overdue, put together once every address is there: no alarm needs anything of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.ingest.intake import Intake
from service.jobs.pressed import Pressed
from service.store.port import Store
from service.web import i18n
from service.wiring.part import Opens
from service.wiring.ways_out import WaysOut

if TYPE_CHECKING:
    from service.jobs.reminding import Reminding

Subscriptions = Callable[[str, str], Awaitable[tuple[Mapping[str, str], ...]]]


class Around(Protocol):
    """What it needs of its node."""

    store: Store
    book: Book
    dispatch: Dispatch
    clock: Clock
    intake: Intake
    ways_out: WaysOut
    opening: Opens


class RemindingPart:
    """Makes what tells, when it may be loaded."""

    def __init__(self, node: Around, subscriptions: Subscriptions, tested: Pressed) -> None:
        """Know the node; nothing is loaded yet."""
        self._node = node
        self._subscriptions = subscriptions
        self._tested = tested
        self._made: Reminding | None = None

    async def run(self) -> None:
        """Tell until cancelled; what has become overdue before is looked at first."""
        await self._node.opening.over()
        if self._made is None:
            self._made = self._make()
            self._node.dispatch.listen(self._made.take)
        await self._made.run()

    def _make(self) -> "Reminding":
        from service.jobs.reminding import Reminding
        from service.wiring.attention import Attentions

        node = self._node
        attentions = Attentions(
            node.store,
            node.book,
            node.clock,
            inventory=lambda: node.intake.registry.inventory,
            heard=self._tested.last,
        )
        return Reminding(
            node.store,
            node.book,
            node.ways_out.channels,
            node.clock,
            subscriptions=self._subscriptions,
            translate=i18n.load().into,
            attention=attentions.today,
        )
