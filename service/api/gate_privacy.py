"""The rows of the gate's table about what is stored, who has looked, and what may not be erased."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from service.access.action import Action
from service.api.gate_afterwards import AFTERWARDS

_ALARM: Final = "/api/v1/alarms/{alarm}"

PRIVACY: Final[Mapping[tuple[str, str], Action | Literal["to be let in"]]] = MappingProxyType(
    {
        # Everybody reads what is hers, and nothing else.
        ("GET", "/api/v1/me/looks"): "to be let in",
        ("GET", "/api/v1/me/data"): "to be let in",
        ("GET", "/me/data"): "to be let in",
        ("GET", "/what-is-stored"): "to be let in",
        ("GET", "/what-is-stored.pdf"): "to be let in",
        ("GET", "/api/v1/what-is-stored"): "to be let in",
        ("GET", "/review/{office}/{alarm}/privacy"): Action.EXPORT_ALARMS,
        ("POST", "/review/{office}/{alarm}/privacy"): Action.EXPORT_ALARMS,
        ("GET", "/review/{office}/{alarm}/disclosure"): Action.EXPORT_ALARMS,
        ("POST", "/review/{office}/{alarm}/disclosure"): Action.EXPORT_ALARMS,
        ("POST", f"{_ALARM}/disclosure"): Action.EXPORT_ALARMS,
        ("GET", f"{_ALARM}/looks"): Action.SEE_ALARMS,
        ("GET", "/api/v1/offices/{office}/holds"): Action.EXPORT_ALARMS,
        ("GET", f"{_ALARM}/hold"): Action.EXPORT_ALARMS,
        ("PUT", f"{_ALARM}/hold"): Action.EXPORT_ALARMS,
        ("DELETE", f"{_ALARM}/hold"): Action.EXPORT_ALARMS,
    }
)

TOLD: Final[Mapping[tuple[str, str], Action | Literal["nothing", "to be let in"]]] = MappingProxyType(
    {**AFTERWARDS, **PRIVACY}
)
"""What is written afterwards, and what is told of that."""
