"""Each reason in words. The sentences are English message ids: the catalogues of the other languages translate them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from roles.roster import Presence, Reason
from roles.sentence import N_, Sentence, Translate

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Why this one:
        "nearest": N_("Nearest: %(seconds)s seconds on foot."),
        "nearest_beyond": N_("Nearest, but %(seconds)s seconds away: nobody else is within %(within)s."),
        "home_zone": N_("Works in the zone of the press."),
        "no_zone_known": N_("The place of the press is not known; chosen in the order of the plan."),
        "no_way_known": N_("No way on foot is known from here; chosen because nobody nearer is left."),
        "holder": N_("Holds the role."),
        "deputy": N_("Deputy."),
        "deputy_for_absent": N_("Deputy for %(person)s, who is away today."),
        "deputy_for_presser": N_("Deputy for %(person)s, who pressed."),
        "deputy_for_declined": N_("Deputy for %(person)s, who has declined."),
        "deputy_for_engaged": N_("Deputy for %(person)s, who is engaged in another alarm."),
        "deputy_for_called": N_("Deputy for %(person)s, who has been called already."),
        "deputy_for_occupied": N_("Deputy for %(person)s, who has another role in this alarm."),
        "deputy_for_off_duty": N_("Deputy for %(person)s, who is not on duty now."),
        "off_duty_but_nobody_else": N_("Not on duty by the roster, but nobody else is there."),
        "second_role": N_("Has another role in this alarm too: nobody else is left."),
        "called_again": N_("Called again: nobody else is left."),
        "handed_over": N_("Has taken the role over from %(person)s."),
        "engaged_but_nobody_else": N_("Engaged in another alarm, but nobody else is left."),
        "declined_but_nobody_else": N_("Has declined, but nobody else is left."),
        "everybody": N_("Everybody is called."),
        "told_outside": N_("Is told while the office closes."),
        "instead": N_("Everybody is called, because nobody is left for the role %(role)s."),
        # Why nobody, or too few:
        "nobody_left": N_("Nobody is left for this role."),
        "too_few": N_("Only %(found)s of %(needed)s could be found."),
        "outside_not_called": N_("A drill or test never calls anybody outside."),
        "unknown_role": N_("The plan has no such role."),
    }
)

PRESENCES: Final[Mapping[Presence, str]] = MappingProxyType(
    {
        "here_today": N_("Here today."),
        "by_roster": N_("By the roster."),
        "by_hours": N_("In no roster: counts as here."),
        "off_duty": N_("Not on duty by the roster."),
        "outside": N_("Not in the office."),
    }
)
"""From what somebody is taken to be there, in words."""


def said(reason: Reason, names: Mapping[str, str]) -> Sentence:
    """Return a reason as a sentence; `names` gives ids their names.

    A code that is not known here (from a newer version's timeline) is said as it is.
    """
    args = {key: names.get(value, value) if isinstance(value, str) else value for key, value in reason.args.items()}
    return Sentence(SENTENCES.get(reason.code, reason.code), **args)


def say(reason: Reason, names: Mapping[str, str], translate: Translate = str) -> str:
    """Return a reason in the language of a catalogue."""
    return said(reason, names).said(translate)
