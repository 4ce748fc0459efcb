"""What one transaction does with the orders to its office's outputs."""

from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.store.output_port import Order, OrderState
from service.store.rows import Row
from service.store.statements import Statements


class OutputsOfUnit:
    """The orders' part of a `Unit` on SQL."""

    execute: Any
    statements: Statements
    _office: str

    def order(self, order: Order) -> None:
        """Put an order in the place of what the same alarm wanted of the same output before."""
        row = {
            "office": self._office,
            "output": order.output,
            "alarm": order.alarm,
            "wanted": _wanted(order),
            "until": instant(order.until),
            "due_at": instant(order.due_at),
            "state": order.state,
            "tries": order.tries,
        }
        self.execute(self.statements.outputs.order, row)

    def take_order(self, order: Order, due_at: datetime) -> bool:
        """Count one more try of an order as it was read, due again then; False where somebody else was faster."""
        values = {**self._same(order), "tried": order.tries, "due": instant(due_at)}
        return self.execute(self.statements.outputs.take, values).fetchone() is not None

    def settle_order(self, order: Order, state: OrderState, due_at: datetime) -> None:
        """Write down what is known of an order, unless another has taken its place."""
        values = {**self._same(order), "became": state, "due": instant(due_at)}
        self.execute(self.statements.outputs.settle, values)

    def drop_order(self, order: Order) -> None:
        """Forget an order, unless another has taken its place."""
        self.execute(self.statements.outputs.drop, self._same(order))

    def orders_to(self, output: str) -> tuple[Order, ...]:
        """Return what all alarms of the office want of one output."""
        values = {"office": self._office, "output": output}
        return tuple(read_order(row) for row in self.execute(self.statements.outputs.to_output, values).fetchall())

    def _same(self, order: Order) -> dict[str, str]:
        ends = instant(order.until)
        return {"of": self._office, "which": order.output, "whose": order.alarm, "was": _wanted(order), "ends": ends}


def read_order(row: Row) -> Order:
    """Return the order that a row holds."""
    office, output, alarm, wanted, until, due_at, state, tries = row
    return Order(
        office=office,
        output=output,
        alarm=alarm,
        on=wanted == "on",
        until=parse_instant(until),
        due_at=parse_instant(due_at),
        state=state,
        tries=tries,
    )


def _wanted(order: Order) -> str:
    return "on" if order.on else "off"
