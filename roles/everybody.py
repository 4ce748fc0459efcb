"""The role that every plan has without writing it down: everybody, for when nobody in particular has come."""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from roles.plan import EVERYBODY, All, Plan, Role

ROLE: Final = Role(
    id=EVERYBODY,
    title=MappingProxyType({"sv": "Alla", "nb": "Alle", "en": "Everybody"}),
    duty=MappingProxyType(
        {
            "sv": "Gå till platsen om du kan. Gå inte in ensam.",
            "nb": "Gå til stedet hvis du kan. Gå ikke inn alene.",
            "en": "Go to the place if you can. Do not go in alone.",
        }
    ),
    holders=All(),
    accept_within=timedelta(seconds=20),
    arrive_within=timedelta(seconds=90),
    goes_in=True,
)


def role_of(plan: Plan, role: str) -> Role | None:
    """Return a role of a plan by its id, `everybody` included; None when the plan has no such role."""
    return ROLE if role == EVERYBODY else plan.roles.get(role)
