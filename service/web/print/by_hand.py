"""What to do when Trygg is dead: the plan's own first calls, made by shouting and by telephone."""

from collections.abc import Iterator
from typing import Any, Final

from roles.everybody import role_of
from roles.plan import EVERYBODY, Listed
from service.web.print.steps import holders_of
from service.web.print.words import Words

MOST_CALLS: Final = 6


def by_hand(words: Words, number: str) -> dict[str, Any]:
    """Return how an office calls for help without Trygg, in the order of its plan; `number` is dialled in danger."""
    return {
        "title": words.t("When Trygg is dead"),
        "signs": words.t(
            "The screens are dark, stand still or say that they have no contact, or the button is silent."
        ),
        "steps": [
            words.t("Shout for help. Leave if you can."),
            words.t("Anybody in danger? Ring %(number)s. Say the address and where in the building.", number=number),
            words.t("Call these in order, by voice or telephone, until two are coming:"),
        ],
        "calls": list(_calls(words)),
        "after": [
            words.t("Do what your role card says. Nobody goes in alone."),
            words.t("Write the times down on paper. Keep calling until help is there."),
        ],
    }


def _calls(words: Words) -> Iterator[dict[str, Any]]:
    """Yield whom the emergency's steps call, role by role, once each."""
    response = words.plan.response_to("emergency")
    steps = response.steps if response else ()
    in_order = dict.fromkeys(role for step in steps for role in step.call if role != EVERYBODY)
    for id_ in list(in_order)[:MOST_CALLS]:
        role = role_of(words.plan, id_)
        if role is None:
            continue
        ids = (*role.holders.ids, *role.deputies)[:2] if isinstance(role.holders, Listed) else ()
        yield {
            "title": words.title(id_),
            "who": [{"name": words.who(one), "phone": words.phone(one)} for one in ids],
            "near": None if ids else holders_of(words, role, most=1),
        }
