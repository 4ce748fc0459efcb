"""For how long something is kept: as the agency has decided, or as an office has decided for itself. Pure."""

from service.privacy.kinds import Kind
from service.settings import OfficeKeeps, Settings


def may_decide(kind: Kind) -> bool:
    """Say whether an office may decide about a kind of data for itself: about what stands in its own record."""
    return bool(kind.settings) and _own(kind) in OfficeKeeps.model_fields


def days_kept(settings: Settings, kind: Kind, office: str | None = None) -> int:
    """Return for how many days a kind of data is kept, in an office or (None) where nothing else was decided.

    0: until somebody decides, or because its time is no setting.
    """
    if not kind.settings:
        return 0
    own = settings.offices_keep.get(office) if office is not None and may_decide(kind) else None
    days: int | None = getattr(own, _own(kind)) if own else None
    return int(getattr(settings, kind.settings[0])) if days is None else days


def decision_for(settings: Settings, office: str | None) -> str | None:
    """Return which decision says for how long an office keeps what; None where none was named."""
    own = settings.offices_keep.get(office) if office is not None else None
    return own.decision if own else settings.retention_decision


def _own(kind: Kind) -> str:
    return kind.settings[0].removeprefix("keep_")
