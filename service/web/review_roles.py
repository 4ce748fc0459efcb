"""Plan against actual in the review: what each role came to, beside its deadlines and what was foreseen. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roles.reasons import said
from roles.roster import Reason
from service.timeline.foreseen import Foreseen, Times
from service.timeline.held import Holder, RoleHeld, Stage, Verdict
from service.web.mark import N
from service.web.tongue import Tongue, span

SHOWN: Final = 8
"""Holders of one role that are named; of the others it is said how many, and how they stand."""

_FATES: Final = {
    "unfilled": N("Nobody could be called for it."),
    "skipped": N("Left out: the plan calls it only if more help is needed."),
    "not_reached": N("Its step was not reached."),
}
_STANDS: Final = {
    "called": N("called"),
    "coming": N("was coming"),
    "there": N("was there"),
    "declined": N("could not come"),
    "silent": N("did not answer"),
    "overdue": N("did not arrive in time"),
    "failed": N("could not be reached"),
    "handed_over": N("handed over to %(to)s"),
}
_COUNTED: Final = {
    "called": N("%(count)s called"),
    "coming": N("%(count)s coming"),
    "there": N("%(count)s there"),
    "declined": N("%(count)s could not come"),
    "silent": N("%(count)s did not answer"),
    "overdue": N("%(count)s did not arrive in time"),
    "failed": N("%(count)s could not be reached"),
    "handed_over": N("%(count)s handed over"),
}
_ORDER: Final = ("there", "coming", "overdue", "handed_over", "declined", "called", "failed", "silent")
"""Who is named first where a role has many holders."""

_DISCREET: Final = ("deputy_for_absent", "deputy_for_off_duty")
"""Reasons that a review does not repeat: who was away when is nobody's matter once the day is over."""

_IN_TIME: Final = timedelta(seconds=1)
"""What is not told apart: nobody reads a page to the millisecond."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One stage of one holder: when it was reached, and how that stands to its deadline."""

    time: str
    judged: str
    bad: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderRow:
    """One holder of a role."""

    who: str
    why: str
    cells: tuple[tuple[str, Cell], ...]
    """The stages by name: called, delivered, seen, coming, there, done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRow:
    """One role of the plan."""

    title: str
    said: tuple[str, ...]
    """What became of it, in sentences."""
    foreseen: tuple[str, ...]
    """What the simulation had foreseen of it, beside what happened."""
    holders: tuple[HolderRow, ...]


def role_rows(held: Sequence[RoleHeld], foreseen: Foreseen | None, tongue: Tongue) -> tuple[RoleRow, ...]:
    """Return a row for each role of an alarm's plan, and one for those who came by themselves."""
    return tuple(
        RoleRow(
            title=tongue.role(one.role),
            said=tuple(_said(one, tongue)),
            foreseen=tuple(_beside(one, foreseen, tongue)),
            holders=tuple(_holder(holder, tongue) for holder in _named(one)),
        )
        for one in held
    )


def late_steps(held: Sequence[RoleHeld]) -> int:
    """Return how many steps of roles came after their deadline, or never: nobody who held the role was in time."""
    return sum(len(one.lateness) for one in held)


def _named(role: RoleHeld) -> Sequence[Holder]:
    if len(role.holders) <= SHOWN:
        return role.holders
    return sorted(role.holders, key=lambda one: _ORDER.index(one.stand))[:SHOWN]


def _said(role: RoleHeld, tongue: Tongue) -> Iterator[str]:
    if role.fate != "held":
        yield tongue.t(_FATES[role.fate])
    if role.missing and role.holders:
        yield tongue.t("Missing, with nobody left to call: %(count)s.", count=role.missing)
    if len(role.holders) > SHOWN:
        counts = {stand: sum(one.stand == stand for one in role.holders) for stand in _ORDER}
        told = ", ".join(tongue.t(_COUNTED[stand], count=count) for stand, count in counts.items() if count)
        yield tongue.t("%(count)s held it: %(told)s.", count=len(role.holders), told=told)


def _holder(holder: Holder, tongue: Tongue) -> HolderRow:
    beyond = tongue.t("on screens only")
    delivered = Cell(time=span(holder.delivered), judged="" if holder.over_routes else beyond, bad=False)
    is_unseen = holder.seen is None and holder.stand in ("silent", "failed")
    stand = tongue.t(_STANDS[holder.stand], to=tongue.who(holder.to))
    return HolderRow(
        who=tongue.who(holder.who),
        why=". ".join(part for part in (stand, _reason(holder, tongue)) if part),
        cells=(
            (tongue.t("Called"), _cell(holder.called, tongue) if holder.called.due else _time(holder.called.after)),
            (tongue.t("Delivered"), delivered),
            (tongue.t("Seen"), Cell(time=span(holder.seen), judged="", bad=is_unseen)),
            (tongue.t("Coming"), _cell(holder.accepted, tongue)),
            (tongue.t("There"), _cell(holder.arrived, tongue)),
            (tongue.t("There to the end"), _time(holder.done)),
        ),
    )


def _reason(holder: Holder, tongue: Tongue) -> str:
    if not holder.reason:
        return ""
    if holder.reason["code"] in _DISCREET:
        return tongue.t("Stood in for %(person)s.", person=tongue.who(holder.reason["args"].get("person")))
    reason = Reason(code=holder.reason["code"], args=holder.reason["args"])
    names = {value: tongue.who(value) for value in reason.args.values() if isinstance(value, str)}
    if "role" in reason.args:
        names[str(reason.args["role"])] = tongue.role(str(reason.args["role"]))
    return said(reason, names).said(tongue.t)


_JUDGED: Final[Mapping[Verdict, str]] = {
    "kept": N("in time, due %(due)s"),
    "late": N("%(late)s late, due %(due)s"),
    "never": N("never, due %(due)s"),
    "overtaken": N("over before %(due)s"),
    "unasked": "",
}


def _time(after: timedelta | None) -> Cell:
    return Cell(time=span(after), judged="", bad=False)


def _cell(stage: Stage, tongue: Tongue) -> Cell:
    words = _JUDGED[stage.verdict]
    judged = tongue.t(words, late=_late(stage), due=span(stage.due)) if words else ""
    return Cell(time=span(stage.after), judged=judged, bad=stage.verdict in ("late", "never"))


def _late(stage: Stage) -> str:
    late = stage.late or timedelta(0)
    return span(late) if late >= _IN_TIME else "< 1 s"


def _beside(role: RoleHeld, foreseen: Foreseen | None, tongue: Tongue) -> Iterator[str]:
    """Yield what was foreseen of a role's first call, answer and arrival, each with the difference."""
    if foreseen is None or role.role is None:
        return
    times = foreseen.roles.get(role.role, Times(called=None, accepted=None, arrived=None))
    if times.called is None:
        if role.holders:
            yield tongue.t("Foreseen: not to be called at all.")
        return
    called = min((one.called.after for one in role.holders if one.called.after is not None), default=None)
    answered, there = role.answered, role.there
    for words, expected, actual in (
        (_CALLED, times.called, called),
        (_COMING, times.accepted, answered.after if answered else None),
        (_THERE, times.arrived, there.after if there else None),
    ):
        if expected is not None or actual is not None:
            yield _against(words, expected, actual, tongue)


_CALLED: Final = (N("Called: foreseen after %(time)s, %(against)s"), N("Called: not foreseen, %(against)s"))
_COMING: Final = (N("Coming: foreseen after %(time)s, %(against)s"), N("Coming: not foreseen, %(against)s"))
_THERE: Final = (N("There: foreseen after %(time)s, %(against)s"), N("There: not foreseen, %(against)s"))


def _against(words: tuple[str, str], expected: timedelta | None, actual: timedelta | None, tongue: Tongue) -> str:
    if actual is None:
        against = tongue.t("did not happen")
    elif expected is None:
        against = tongue.t("came after %(time)s", time=span(actual))
    elif abs(actual - expected) < _IN_TIME:
        against = tongue.t("and so it was")
    elif actual > expected:
        against = tongue.t("came %(time)s later", time=span(actual - expected))
    else:
        against = tongue.t("came %(time)s sooner", time=span(expected - actual))
    return tongue.t(words[0] if expected is not None else words[1], time=span(expected), against=against)
