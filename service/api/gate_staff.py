"""The rows of the gate's table about what the staff is asked: pulses, yearly revisions, and what measures did.

An answer to a pulse asks for nothing but its code: nobody is let in for it, so that nobody can be told from it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from service.access.action import Action

_OFFICE: Final = "/api/v1/offices/{office}"

STAFF: Final[Mapping[tuple[str, str], Action | Literal["nothing"]]] = MappingProxyType(
    {
        ("GET", f"{_OFFICE}/pulses"): Action.REPORT,
        ("POST", f"{_OFFICE}/pulses"): Action.ASK_STAFF,
        ("GET", f"{_OFFICE}/pulses/code"): Action.REPORT,
        ("GET", f"{_OFFICE}/pulses/slips"): Action.ASK_STAFF,
        ("POST", f"{_OFFICE}/pulses/{{pulse}}/called-off"): Action.ASK_STAFF,
        ("POST", f"{_OFFICE}/pulse-answers"): "nothing",
        ("GET", f"{_OFFICE}/revisions"): Action.REPORT,
        ("POST", f"{_OFFICE}/revisions"): Action.ASK_STAFF,
        ("GET", f"{_OFFICE}/revisions/{{revision}}"): Action.REPORT,
        ("POST", f"{_OFFICE}/revisions/{{revision}}/attended"): Action.ASK_STAFF,
        ("POST", f"{_OFFICE}/revisions/{{revision}}/commented"): Action.REPORT,
        ("POST", f"{_OFFICE}/revisions/{{revision}}/decided"): Action.ASK_STAFF,
        ("POST", f"{_OFFICE}/revisions/{{revision}}/finished"): Action.ASK_STAFF,
        ("POST", f"{_OFFICE}/revisions/{{revision}}/measures"): Action.ASK_STAFF,
        ("GET", f"{_OFFICE}/measures/{{measure}}/effect"): Action.SEE_REPORTS,
        # Their pages.
        ("GET", "/pulse/{office}"): Action.REPORT,
        ("POST", "/pulse/{office}"): Action.ASK_STAFF,
        ("POST", "/pulse/{office}/called-off"): Action.ASK_STAFF,
        ("GET", "/pulse/{office}/slips"): Action.ASK_STAFF,
        ("GET", "/q/{office}"): "nothing",
        ("GET", "/q/{office}/{code}"): "nothing",
        ("POST", "/q/{office}/{code}"): "nothing",
        ("GET", "/revisions/{office}"): Action.REPORT,
        ("POST", "/revisions/{office}"): Action.ASK_STAFF,
        ("GET", "/revisions/{office}/{revision}"): Action.REPORT,
        ("POST", "/revisions/{office}/{revision}"): Action.REPORT,
        ("POST", "/revisions/{office}/{revision}/measures"): Action.ASK_STAFF,
        ("POST", "/revisions/{office}/{revision}/measures/{measure}/done"): Action.REPORT,
        ("GET", "/measures/{office}/{measure}"): Action.SEE_REPORTS,
    }
)
