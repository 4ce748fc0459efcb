"""Says as long as that is so that the folder of plans is empty where plans lay before."""

import logging
from typing import Final

from service.dispatch.faults import Faults

CODE: Final = "plans_away"

_log = logging.getLogger(__name__)


class Away:
    """Whether the folder's disk seems to be away: an empty folder is what is left of one that is not mounted."""

    def __init__(self, faults: Faults) -> None:
        """Begin with nothing said."""
        self._faults = faults
        self._is_said = False

    def note(self, is_away: bool) -> None:
        """Tell the screens, and the log once."""
        if is_away and not self._is_said:
            _log.error("nothing lies in the folder of plans any more: plans and buttons go on as they were last")
            self._faults.report(Faults.EVERYWHERE, CODE)
        elif self._is_said and not is_away:
            _log.warning("the folder of plans is there again, and what lies in it is read")
            self._faults.mend(Faults.EVERYWHERE, CODE)
        self._is_said = is_away
