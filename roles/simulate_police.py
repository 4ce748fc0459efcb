"""The rule for the police while a run is predicted: who has pressed, and who may ask. As `service/alarm/police.py`."""

from typing import Final

from roles.demand import named_in
from roles.plan import Plan, Response
from roles.simulate_run import Press

_PRESSERS: Final = 2


class Rule:
    """A response's rule for the police, and what has come of it so far."""

    def __init__(self, plan: Plan, press: Press, response: Response) -> None:
        """Begin with the first press."""
        self._first = press.presser
        lead = plan.roles.get(plan.lead or "")
        self._lead = frozenset(named_in(plan, lead)) & plan.people.keys() if lead else frozenset[str]()
        self.pressed: set[str] = {press.presser} if press.presser else set()
        self.is_asked_for = False
        self.follow(response)

    def follow(self, response: Response) -> None:
        """Go by the rule of a response from now on."""
        police = response.police
        self._when = police.when if police else ()
        conditions = [one for step in response.steps for one in (step.unless, step.only_if) if one is not None]
        raises = response.raised_by is not None and response.raised_by.other_presser is not None
        by_rule = _PRESSERS if "two_pressers" in self._when or raises else 0
        self._most = max([by_rule, *(one.pressers for one in conditions)])
        self.call = police.call if police else ()

    def is_second(self, presser: str) -> bool:
        """Tell whether somebody is new, and makes two different people who pressed."""
        return presser not in self.pressed and len(self.pressed | {presser}) >= _PRESSERS

    def counts(self, presser: str) -> bool:
        """Tell whether the response asks for more people who press than have, and this one is new."""
        return presser not in self.pressed and len(self.pressed) < self._most

    def is_met_with(self, presser: str) -> bool:
        """Tell whether a further press makes two different people who pressed, for the first time."""
        return "two_pressers" in self._when and not self.is_asked_for and len(self.pressed | {presser}) >= _PRESSERS

    def may_ask(self, who: str, *, is_called: bool) -> bool:
        """Tell whether somebody may ask for the police: never who pressed first."""
        if who == self._first:
            return False
        return ("lead" in self._when and who in self._lead) or ("responder" in self._when and is_called)
