"""Which alarms somebody looks for."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Which alarms of an office are asked for; what is None is not asked for."""

    mode: str | None = None
    kind: str | None = None
    zone: str | None = None
    month: str | None = None
    """Like `2026-11`, in UTC."""

    @property
    def is_anything(self) -> bool:
        """Whether nothing is asked for."""
        return self == Sought()
