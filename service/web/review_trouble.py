"""What failed in an alarm, and what nobody saw: the same that stands among the entries, drawn together. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from service.timeline.entry import Entry
from service.timeline.held import RoleHeld
from service.web.ports import Seen
from service.web.review_notices import is_of_notice
from service.web.route_words import began, route_words
from service.web.tongue import Tongue

NAMED: Final = 12
"""People who gave no sign that are named; of the others it is said how many."""

_ENDS: Final = ("NoticeSeen", "NoticeAnswered", "NoticeFailed")


def unseen(entries: Sequence[Entry], held: Sequence[RoleHeld], seen: Seen, tongue: Tongue) -> Iterator[str]:
    """Yield what was sent and shown to nobody, as far as anybody can know."""
    for name in seen.missing:
        yield tongue.t("Not shown on the screen: %(screen)s", screen=name)
    if seen.screens is not None and not seen.screens:
        yield tongue.t("No screen is known to have shown it.")
    blind = dict.fromkeys(one.who for role in held for one in role.holders if one.seen is None)
    saw = {one.who for role in held for one in role.holders if one.seen is not None}
    no_sign = [who for who in blind if who not in saw]
    for who in no_sign[:NAMED]:
        yield tongue.t("%(who)s was called and gave no sign of having seen it", who=tongue.who(who))
    if len(no_sign) > NAMED:
        more = len(no_sign) - NAMED
        yield tongue.t("%(count)s more were called and gave no sign of having seen it", count=more)
    yield from _unopened(entries, tongue)


def _unopened(entries: Sequence[Entry], tongue: Tongue) -> Iterator[str]:
    """Yield what left over a route of which nothing shows that anybody opened it."""
    last = {one.facts["notice"]: one for one in entries if is_of_notice(one) and not one.facts.get("purpose")}
    for one in last.values():
        if one.event not in _ENDS:
            told = {"route": began(route_words(one.facts["route"], tongue)), "who": tongue.who(one.facts["responder"])}
            yield tongue.t("%(route)s to %(who)s: nothing shows that it was opened", **told)
