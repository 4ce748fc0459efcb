"""The muster in words, and what is compared of it."""

from roles.diff_part import Side, Sides
from roles.muster import MusterPlan
from roles.phrase import duration_in_words, roles_in_words, zone_in_words
from roles.plan import Plan
from roles.sentence import Sentence, joined
from roles.term import ALARM_WORDS, word_said


def muster_in_words(plan: Plan, muster: MusterPlan, *, language: str | None = None) -> Sentence:
    """Return when a muster begins, how long whoever is missing is waited for, and who looks for her."""
    return Sentence(
        "Muster: begins with %(kinds)s; whoever is missing after %(time)s is called for, by %(roles)s",
        kinds=_kinds(muster),
        time=duration_in_words(muster.within),
        roles=roles_in_words(plan, muster.call, language=language) or Sentence("nobody"),
    )


def muster_sides(plan: Plan, language: str | None) -> Sides:
    """Return what is compared of the muster; a plan without one is told as nothing."""
    one = plan.muster
    if one is None:
        return {key: Side(None, Sentence("nothing")) for key in ("kinds", "at", "within", "call")}
    return {
        "kinds": Side(set(one.kinds), _kinds(one)),
        "at": Side(one.at or "", zone_in_words(plan, one.at)),
        "within": Side(one.within, duration_in_words(one.within)),
        "call": Side(set(one.call), roles_in_words(plan, one.call, language=language) or Sentence("nobody")),
    }


def _kinds(muster: MusterPlan) -> str:
    said = joined([word_said(kind, ALARM_WORDS) for kind in muster.kinds])
    return said or Sentence("no alarm by itself")
