"""Who leads while a run is predicted, as far as it decides who is called. As `service/alarm/lead.py`."""

from collections.abc import Collection, Iterator

from roles.demand import named_in
from roles.plan import Plan
from roles.roster import Assignment, Roster
from roles.simulate_run import Press


class Leading:
    """The plan's lead role, and who leads so far."""

    def __init__(self, plan: Plan, press: Press) -> None:
        """Begin with nobody."""
        lead = plan.roles.get(plan.lead or "")
        self._named = frozenset(named_in(plan, lead)) & plan.people.keys() if lead else frozenset[str]()
        self._presser = press.presser
        self.role = plan.lead
        self.who: str | None = None

    def come(self, who: str, role: str) -> None:
        """Let the first of the lead role who comes lead; never who pressed."""
        is_of_role = who in self._named or (self.role is not None and role == self.role)
        if self.who is None and is_of_role and who != self._presser:
            self.who = who

    def asked(self, lost_by: Collection[str]) -> tuple[str, ...]:
        """Return the role that has to be resolved when these people decline or are late."""
        return (self.role,) if self.role is not None and self.who in lost_by else ()

    def lose(self, lost_by: Collection[str]) -> bool:
        """Let these people decline or be late; tell whether the lead is open by that."""
        if self.who is None or self.who not in lost_by:
            return False
        self.who = None
        return self.role is not None

    def free(self, roster: Roster, known: Collection[str], silent: Collection[str]) -> Iterator[Assignment]:
        """Yield who can be called again to lead: those who are new, then those who were silent."""
        held = [one for one in roster.assignments if one.role == self.role and _who(one) != self._presser]
        yield from (one for one in held if _who(one) not in known)
        yield from (one for one in held if _who(one) in silent)


def _who(assignment: Assignment) -> str:
    return assignment.person or assignment.contact or ""
