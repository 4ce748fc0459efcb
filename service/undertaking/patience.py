"""How long what is to be done may wait, and how what nobody does climbs. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from roles.overdue import USUAL


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """By when something is done, and after how long the next one is called upon."""

    write_within: timedelta = USUAL.write_within
    finish_within: timedelta = USUAL.finish_within
    authority_within: timedelta = USUAL.authority_within
    to_the_lead: timedelta = USUAL.manager_after
    """From who owns it to whoever leads."""
    to_above: timedelta = USUAL.above_after
    again: timedelta = USUAL.again_every
    """How often the last one is called upon afterwards."""
    has_above: bool = False
    """Whether there is anybody above whoever leads."""


PATIENCE: Final = Patience()
"""What holds where the plan says nothing."""
DAILY: Final = timedelta(days=1)
"""How often whoever is called upon to tell the authority is called upon again, and after how long the next one is."""
