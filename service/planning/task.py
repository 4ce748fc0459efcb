"""What an answer is worked out from: the question's parts, read once, and the plans they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from roles.document import load
from roles.loaded import Loaded
from roles.plan import Plan
from roles.sentence import Translate
from service.planning.model import finding


class RefusedError(Exception):
    """A question cannot be answered as it is asked; the text says why, `more` what else a program needs."""

    def __init__(self, code: str, detail: str, *, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, **more: Any):
        """Say why, under a code that programs can read."""
        super().__init__(detail)
        self.code = code
        self.status = status
        self.more = more


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One question about plans: what was asked, by which office, in which language, and what is known at that time.

    `live` is the text of the plan in force (None: there is none), `standards` are the texts of the agency's standards
    by name, `habits` what was measured of the office's roles, `left` who has left, as the plan in force calls them,
    `down` the routes, and the receivers on a route, over which nobody is reached right now, `mute` the names of the
    buttons that cannot tell their wearer anything, by her, `untested` the zones in which no press was heard, and
    `not_ready` how each room or door stands that was not found as it should be.
    """

    asked: Mapping[str, Any]
    office: str
    language: str
    translate: Translate
    now: datetime
    today: date
    live: str | None
    standards: Mapping[str, bytes]
    habits: Mapping[str, Any]
    left: tuple[str, ...] = ()
    down: frozenset[str] = frozenset()
    mute: Mapping[str, Sequence[str]] = field(default_factory=dict)
    untested: frozenset[str] = frozenset()
    not_ready: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str = "text") -> str:
        """Return a text that was asked about; the plan in force when it is left out.

        Raises:
            RefusedError: it is left out, and there is no plan in force.
        """
        given = self.asked.get(key)
        if given is not None:
            return str(given)
        if self.live is None:
            detail = "This office has no plan in force yet; send the text of one."
            raise RefusedError("no_plan_in_force", detail, status=HTTPStatus.NOT_FOUND)
        return self.live

    def loaded(self, text: str) -> Loaded:
        """Return what comes of a text."""
        return load(text, source=f"{self.office}.yaml", today=self.today, standards=self.standards.get)

    def plan(self, key: str = "text") -> Plan:
        """Return the plan that a text describes.

        Raises:
            RefusedError: it has errors; they come with it.
        """
        loaded = self.loaded(self.text(key))
        if loaded.plan is None:
            raise RefusedError(
                "plan_errors",
                "The plan has errors, so it cannot be asked yet; mend them first.",
                findings=[finding(one, self.translate) for one in loaded.findings],
            )
        return loaded.plan

    def live_plan(self) -> Plan | None:
        """Return the plan in force; None when there is none that can be read."""
        return None if self.live is None else self.loaded(self.live).plan
