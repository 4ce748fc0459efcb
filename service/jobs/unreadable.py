"""Says of what cannot be read in the record: on its office's screens as long as that is so, and once in the log.

Whoever looks at one thing after the other goes on with the next: one damaged row keeps no other from its turn.
"""

import logging
from collections.abc import Mapping

from service.dispatch.faults import Faults

_log = logging.getLogger(__name__)


class Unreadable:
    """What one job could not read when it looked last."""

    def __init__(self, faults: Faults) -> None:
        """Begin with everything readable."""
        self._faults = faults
        self._said: dict[str, dict[str, str]] = {}

    def tell(self, office: str, damage: Mapping[str, Exception]) -> None:
        """Tell what of an office cannot be read now; what could not be read before, and is not named, is mended.

        Args:
            office: whose it is.
            damage: what reading has raised, by what was read: the id of an undertaking, or a word for it.
        """
        before = self._said.pop(office, {})
        for what, reason in damage.items():
            if before.get(what) != repr(reason):
                _log.error(
                    "%s of %s cannot be read in the record; others have their turn", what, office, exc_info=reason
                )
            self._faults.report(office, "record_damaged", what)
        for what in before.keys() - damage.keys():
            self._faults.mend(office, "record_damaged", what)
        if damage:
            self._said[office] = {what: repr(reason) for what, reason in damage.items()}
