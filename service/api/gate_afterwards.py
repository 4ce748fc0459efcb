"""The rows of the gate's table about what is written afterwards: near misses, reports and measures.

Whose report or measure it is the routes ask, and tell others that there is none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from service.access.action import Action
from service.api.gate_staff import STAFF

_OFFICE: Final = "/api/v1/offices/{office}"

AFTERWARDS: Final[Mapping[tuple[str, str], Action | Literal["nothing"]]] = MappingProxyType(
    {
        **STAFF,
        ("POST", f"{_OFFICE}/near-misses"): Action.REPORT,
        ("GET", f"{_OFFICE}/near-misses/{{code}}"): Action.REPORT,
        ("GET", f"{_OFFICE}/reports"): Action.REPORT,
        ("POST", f"{_OFFICE}/reports"): Action.FOLLOW_UP,
        ("GET", f"{_OFFICE}/reports/reminders"): Action.SEE_REPORTS,
        ("GET", f"{_OFFICE}/reports/words"): Action.REPORT,
        ("GET", f"{_OFFICE}/reports/rate"): Action.SEE_REPORTS,
        ("GET", f"{_OFFICE}/reports/export"): Action.FOLLOW_UP,
        ("GET", f"{_OFFICE}/reports/{{report}}"): Action.REPORT,
        ("POST", f"{_OFFICE}/reports/{{report}}/written"): Action.REPORT,
        ("POST", f"{_OFFICE}/reports/{{report}}/classified"): Action.REPORT,
        ("POST", f"{_OFFICE}/reports/{{report}}/added"): Action.REPORT,
        ("POST", f"{_OFFICE}/reports/{{report}}/authority-told"): Action.FOLLOW_UP,
        ("POST", f"{_OFFICE}/reports/{{report}}/finished"): Action.FOLLOW_UP,
        ("POST", f"{_OFFICE}/reports/{{report}}/discussed"): Action.FOLLOW_UP,
        ("GET", f"{_OFFICE}/measures"): Action.REPORT,
        ("POST", f"{_OFFICE}/measures"): Action.FOLLOW_UP,
        ("POST", f"{_OFFICE}/measures/{{measure}}/moved"): Action.REPORT,
        ("POST", f"{_OFFICE}/measures/{{measure}}/handed-over"): Action.REPORT,
        ("POST", f"{_OFFICE}/measures/{{measure}}/done"): Action.REPORT,
        ("POST", f"{_OFFICE}/measures/{{measure}}/dropped"): Action.REPORT,
        # Their pages. They stand beside /review, whose alarms whoever only presses may not see.
        ("GET", "/reports/{office}"): Action.REPORT,
        ("GET", "/reports/{office}/{report}"): Action.REPORT,
        ("POST", "/reports/{office}"): Action.FOLLOW_UP,
        ("POST", "/reports/{office}/{report}"): Action.REPORT,
        ("POST", "/reports/{office}/{report}/measures"): Action.FOLLOW_UP,
        ("POST", "/reports/{office}/{report}/measures/{measure}/done"): Action.REPORT,
        ("POST", "/reports/{office}/{report}/measures/{measure}/moved"): Action.REPORT,
        ("POST", "/reports/{office}/{report}/measures/{measure}/handed-over"): Action.REPORT,
        ("POST", "/reports/{office}/{report}/measures/{measure}/dropped"): Action.REPORT,
        ("POST", "/reports/{office}/{report}/discussed"): Action.FOLLOW_UP,
        ("GET", "/near-miss/{office}"): Action.REPORT,
        ("POST", "/near-miss/{office}"): Action.REPORT,
        ("GET", "/near-miss/{office}/{code}"): Action.REPORT,
    }
)
