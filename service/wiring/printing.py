"""Which plans the pages may print."""

from collections.abc import Callable
from datetime import date, datetime

from service.clock import Clock
from service.dispatch.book import Book
from service.web.ports import Printed, Standing


class Prints:
    """The book's plans, for paper."""

    def __init__(self, book: Book, clock: Clock, *, expires: Callable[[str], date | None], invented: bool) -> None:
        """Read from a book; `expires` knows an office's last day, `invented` that all exist only for trying out."""
        self._book = book
        self._clock = clock
        self._expires = expires
        self._invented = invented

    def in_force(self, office: str) -> Printed | None:
        """Return an office's plan in force, None where there is no such office."""
        if office not in self._book:
            return None
        page = self._book[office]
        standing: Standing = "makeshift" if page.state == "fallback" else "in_force"
        return Printed(plan=page.plan, standing=standing, invented=self._invented, expires=self._expires(office))

    def now(self) -> datetime:
        """Return what time it is."""
        return self._clock.now()
