"""When orders to outputs are due and at their end, counted so that a jump of the wall clock moves none of them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from service.clock import Clock
from service.store.output_port import Order

NO_TIME: Final = timedelta(0)

_End = tuple[str, str, str, bool, str]


class OrderTimes:
    """The wall clock is asked once for each order, to turn its instants into remainders: as deadlines are counted."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no order known."""
        self._clock = clock
        self._ends: dict[_End, float] = {}
        self._due: dict[tuple[_End, str], float] = {}

    def is_known(self, order: Order) -> bool:
        """Say whether the end of an order is being counted down."""
        return _end(order) in self._ends

    def keep(self, order: Order, *, again: timedelta, longest: timedelta | None = None) -> None:
        """Begin to count an order, if it is new.

        Args:
            order: as it was read.
            again: how long it is at most until it is told again.
            longest: for how long the plan has it on, from now on at most; None where that is not known.
        """
        now, monotonic = self._clock.now(), self._clock.monotonic()
        end = _end(order)
        if end not in self._ends:
            most = longest if order.on else NO_TIME  # of an order to switch off, its end is when it was given
            left = order.until - now if most is None else min(order.until - now, most)
            self._ends[end] = monotonic + left.total_seconds()
        due = (end, order.due_at.isoformat())
        if due not in self._due:
            # What is looked at when it ends is looked at when its end has been counted down.
            is_end = order.on and order.due_at == order.until
            until = min(order.due_at - now, again).total_seconds()
            self._due[due] = self._ends[end] if is_end else monotonic + until

    def forget_others(self, orders: Iterable[Order]) -> None:
        """Count only these from now on."""
        kept = {(_end(order), order.due_at.isoformat()) for order in orders}
        ends = {end for end, _ in kept}
        self._ends = {end: at for end, at in self._ends.items() if end in ends}
        self._due = {due: at for due, at in self._due.items() if due in kept}

    def is_due(self, order: Order) -> bool:
        """Say whether an order that is counted is due."""
        return self._due[_end(order), order.due_at.isoformat()] <= self._clock.monotonic()

    def left(self, order: Order) -> timedelta:
        """Return how long it is until an order's end, below zero behind it; not counted yet, by the wall's."""
        end = self._ends.get(_end(order))
        return order.until - self._clock.now() if end is None else timedelta(seconds=end - self._clock.monotonic())


def _end(order: Order) -> _End:
    return (order.office, order.output, order.alarm, order.on, order.until.isoformat())
