"""What the rest knows of orders to outputs in the store: what each alarm has switched on, and what is to end when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

OrderState = Literal["waiting", "confirmed", "failed"]
"""Not proven yet; proven to be as ordered; said to have failed (it is tried on)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What one alarm wants of one output."""

    office: str
    output: str
    alarm: str
    on: bool
    until: datetime
    """When it has to be off again; of an order to switch off: since when."""
    due_at: datetime
    """When it is looked at next: told again, or ended."""
    state: OrderState = "waiting"
    tries: int = 0


class OutputUnit(Protocol):
    """The orders' part of a `Unit`."""

    def order(self, order: Order) -> None:
        """Put an order in the place of what the same alarm wanted of the same output before."""
        ...

    def take_order(self, order: Order, due_at: datetime) -> bool:
        """Count one more try of an order as it was read, due again then; False where somebody else was faster."""
        ...

    def settle_order(self, order: Order, state: OrderState, due_at: datetime) -> None:
        """Write down what is known of an order, unless another has taken its place."""
        ...

    def drop_order(self, order: Order) -> None:
        """Forget an order, unless another has taken its place."""
        ...

    def orders_to(self, output: str) -> tuple[Order, ...]:
        """Return what all alarms of the office want of one output."""
        ...


class OutputStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def due(self, at: datetime) -> Sequence[Order]:
        """Return the orders that are due, the earliest first."""
        ...

    async def to_output(self, office: str, output: str) -> Sequence[Order]:
        """Return what all alarms want of one output."""
        ...
