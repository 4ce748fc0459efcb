"""What may be behind a locked door: the origin of an alarm, or somebody not known to be safe. Pure."""

from collections.abc import Iterable, Iterator

from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.closing_command import ReleaseOutputs
from service.alarm.output import held
from service.alarm.states import Mode


def dangers(others: Iterable[Alarm]) -> frozenset[str] | None:
    """Return where a danger, or somebody of whom nobody knows, may be; None where that is anywhere."""
    zones: set[str | None] = set()
    for alarm in others:
        if alarm.closing is not None:
            continue
        is_doubted = alarm.located is not None and alarm.located.doubted_at is not None
        zones.add(None if is_doubted else alarm.zone)
        muster = alarm.muster
        zones |= {one.zone for one in muster.people.values() if one.state != "safe"} if muster else set()
    return _known(zones)


def let_go(alarm: Alarm, others: Iterable[Alarm]) -> ReleaseOutputs | None:
    """Return what lets go the locks of an alarm behind which something may be by now; None where there are none.

    The alarm's own origin lets none of its locks go: the plan that locks a door because of it has been checked with
    it. A drill is no danger to what is locked in earnest.

    Args:
        alarm: whose locks.
        others: the office's other open alarms.
    """
    counted = [one for one in others if one.mode is not Mode.TEST and one.mode in (Mode.ACTUAL, alarm.mode)]
    zones, missing = dangers(counted), _known(_missing(alarm, counted))
    both = None if zones is None or missing is None else zones | missing
    return ReleaseOutputs(actor=SERVICE, because="behind", zones=both) if held(alarm, both) else None


def _missing(alarm: Alarm, others: Iterable[Alarm]) -> Iterator[str | None]:
    """Yield where those are whom the alarm's own head count, or a closing's, misses: asked for in vain, or in need."""
    for one in (alarm, *(other for other in others if other.closing is not None)):
        if one.muster is not None and one.muster.is_open:
            is_called = one.muster.called_at is not None
            for person in one.muster.people.values():
                if person.state == "needs_help" or (is_called and person.state == "unaccounted"):
                    yield person.zone


def _known(zones: Iterable[str | None]) -> frozenset[str] | None:
    found = frozenset(zones)
    return None if None in found else frozenset(zone for zone in found if zone is not None)
