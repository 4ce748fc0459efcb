"""Which families' buttons can tell their wearer something: the one list, for files, the page and the outbox.

What they are told goes out on Trygg's own `feedback` topic, and is felt there, never heard. Most buttons of other
families are asleep when the answer comes, or have no words for it: a Zigbee or BLU button and Milesight's LoRaWAN ones
show that the radio went, and no more.
"""

from typing import Final

from devices.outputs import NOTHING, USUAL, Ability

CAN_BE_TOLD: Final = frozenset({"native", "generic", "esphome", "tasmota"})
"""Families whose devices can be made to listen to `feedback`: the last three by whoever sets them up."""


def usual_answers(family: str) -> frozenset[Ability]:
    """Return by what a family's buttons tell their wearer something, where nobody has said."""
    return USUAL if family == "native" else NOTHING


def can_be_told(family: str) -> bool:
    """Say whether any button of the family can tell its wearer something, whatever somebody has written."""
    return family in CAN_BE_TOLD
