"""What is wrong right now, in words: kept in memory, shown on the screens with every heartbeat."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.clock import Clock

FADES = timedelta(minutes=10)
"""How long a fault that is an event (and not a state) stays visible after it was last seen."""

MOST = 200
"""How many faults of devices an office can have at a time; a flood of them must hide nothing else."""

MESSAGES: Mapping[str, str] = {
    "broker_down": "The connection to the broker is lost: presses cannot come in. Use the telephone.",
    "site_broker_down": "The connection to the broker %(subject)s is lost: its buttons (%(count)s) are not heard.",
    "site_broker_unknown": "Buttons are to be heard at the broker %(subject)s, and nobody has set it up.",
    "brokers_errors": "The list of further brokers has %(count)s errors: some buttons may not be heard.",
    "canary_late": "The service's own test press did not reach a screen: a real one may not either. Use the telephone.",
    "site_canary_late": "The service's test press through %(subject)s reached no screen: its buttons may not be heard.",
    "store_down": "The record cannot be written. Presses still reach this screen; they are kept and written later.",
    "record_damaged": "Something in the record cannot be read (%(subject)s). Tell whoever runs the service.",
    "record_too_new": "The service behind this screen has become too old and must be renewed. Tell whoever runs it.",
    "spool_down": "Presses cannot be kept while the record cannot be written: write down what this screen shows.",
    "timers_late": "A deadline was not kept in time. Check that somebody is coming.",
    "deadline_unserved": "Waiting since %(time)s: %(owed)s (%(count)s). See to it yourselves that somebody is coming.",
    "auditor_blind": "Nobody can see whether deadlines are kept. Check that somebody is coming.",
    "loop_blocked": "The service stood still for %(seconds)s seconds. Tell whoever runs it.",
    "heartbeat_unreachable": "The sign of life does not get out: nobody outside would notice if Trygg fell silent.",
    "record_differs": "The record is not the one that was signed before. Tell whoever runs the service.",
    "record_lost_end": "What was said last is lost from the record. Say again what this screen shows no longer.",
    "heads_stuck": "The record's signed heads do not leave the house. Tell whoever runs the service.",
    "plan_errors": "The newest plan has %(count)s errors; the last good version goes on being used.",
    "plan_gone": "The plan's file was taken away; the plan goes on until the service starts again. Put the file back.",
    "plans_away": "Nothing lies in the folder of plans: its disk may be away. Plans and buttons are as they were last.",
    "plan_fallback": "There is no usable plan: a press calls everybody known. Mend the plan now.",
    "plan_expires_soon": "The plan expires on %(day)s. Look through it and publish it again.",
    "plan_expires_tomorrow": "The plan holds only until %(day)s. Publish it again now.",
    "plan_names_gone": "The plan names %(count)s who have left. Name others in their place.",
    "plan_expired": "The plan expired on %(day)s; it goes on being used. Renew it.",
    "press_ignored": "An old press kept by the broker (%(subject)s) was ignored: it is no alarm.",
    "device_unreadable": "%(subject)s sent something that could not be read. Test this button.",
    "device_latched": "%(subject)s says that it is still pressed: it cannot call for help again. Reset or change it.",
    "device_presses_on": "%(subject)s presses on and on without a pause. Look after its wearer, then change it.",
    "device_unknown": "%(subject)s pressed, but nobody has enrolled it.",
    "devices_unknown": "%(count)s buttons that nobody has enrolled were pressed (%(subject)s): %(names)s.",
    "pressed_lost": "%(subject)s was pressed, and is reported lost: whoever has it may need help. Treat it as real.",
    "pressed_unissued": "%(subject)s was pressed, and is a spare one that nobody wears. Treat it as real.",
    "pressed_out_of_service": "%(subject)s was pressed, and is said to be out of service. Treat it as real.",
    "device_elsewhere": "%(subject)s spoke under the name of another office. Check its settings.",
    "device_clock": "The clock of %(subject)s is wrong.",
    "office_unknown": "A press came from an office nobody knows (%(subject)s).",
    "devices_errors": "The list of devices has %(count)s errors; the last good one goes on being used.",
    "devices_unread": "The list of devices %(subject)s cannot be read; it goes on being used as it was last.",
    "job_failed": "A part of the service (%(subject)s) failed and was started again. Tell whoever runs it.",
    "clock_jumped": "The clock of the service jumped by %(seconds)s seconds. Check its time source.",
    "taken_over": "Another program uses this service's name at the broker: presses may go there. Call whoever runs it.",
    "access_stale": "Changes of which buttons may press have not reached the broker. Tell whoever runs the service.",
    "battery_low": "The battery of %(subject)s is low (%(left)s). Change it.",
    "batteries_low": "The batteries of %(count)s buttons are low: %(names)s. Change them.",
    "device_offline": "%(subject)s is not connected: it cannot call for help. Give its wearer another one.",
    "devices_offline": "%(count)s buttons are not connected and cannot call for help: %(names)s.",
    "device_lost": "%(subject)s has not been heard for too long: it may not call for help. Press it once as a test.",
    "devices_lost": "%(count)s buttons have not been heard for too long: %(names)s. Press each once as a test.",
    "device_left": "%(subject)s has left its network: it cannot call for help. Let it in again.",
    "devices_left": "%(count)s buttons have left their network and cannot call for help: %(names)s.",
    "tamper": "%(subject)s says that it was opened or taken off its place. Look at it.",
    "tampers": "%(count)s buttons say that they were opened or taken off their places: %(names)s. Look at them.",
    "bridge_down": "%(subject)s is gone: no press of the %(count)s buttons behind it comes in. Use the telephone.",
    "gateway_gone": "The gateway %(subject)s hears nothing any more: presses near it may be lost. Look at it.",
    "gateways_gone": "%(count)s gateways hear nothing any more: %(names)s. Presses near them may be lost.",
    "door_propped": "The door %(place)s is held open: it keeps nobody out. Shut it.",
    "fire_told": "A fire was told of: no lock locks until %(time)s. Whoever knows that it is over says so.",
    "screen_gone": "The screen %(place)s is dark or not connected. Look at it.",
    "screen_blind": "The screen %(place)s does not show what it should. Load its page again.",
    "screen_mute": "The screen %(place)s cannot be heard. Tap it once.",
    "route_down": "Nobody can be reached by %(route)s right now: this way is down. Tell whoever runs the service.",
    "cut_off": "No call reaches %(names)s right now: a way out is down. In an alarm, ring or fetch them yourselves.",
    "restored_waiting": "Restored from a copy of %(time)s: %(count)s alarms and calls of then stand still. Look "
    "into each of them.",
    "backup_late": "Since %(day)s no copy of the record was made. Tell whoever runs the service.",
    "screen_dropped": "The screen %(subject)s did not keep up and was disconnected; it comes back by itself.",
}
"""Every fault there is, as its English text; the other languages are in the catalogue."""

STATES = frozenset(
    {
        "broker_down",
        "site_broker_down",
        "site_broker_unknown",
        "brokers_errors",
        "canary_late",
        "site_canary_late",
        "store_down",
        "record_damaged",
        "record_too_new",
        "spool_down",
        "timers_late",
        "deadline_unserved",
        "auditor_blind",
        "heartbeat_unreachable",
        "record_differs",
        "heads_stuck",
        "plan_errors",
        "plan_gone",
        "plans_away",
        "plan_fallback",
        "plan_expires_soon",
        "plan_expires_tomorrow",
        "plan_names_gone",
        "plan_expired",
        "devices_errors",
        "devices_unread",
        "taken_over",
        "access_stale",
        "battery_low",
        "device_latched",
        "batteries_low",
        "device_offline",
        "devices_offline",
        "device_lost",
        "devices_lost",
        "device_left",
        "devices_left",
        "tamper",
        "tampers",
        "bridge_down",
        "gateway_gone",
        "gateways_gone",
        "door_propped",
        "fire_told",
        "screen_gone",
        "screen_blind",
        "screen_mute",
        "route_down",
        "cut_off",
        "restored_waiting",
        "backup_late",
    }
)
"""Faults that last until they are mended; the others fade."""

OF_DEVICES = frozenset(
    {
        "device_clock",
        "device_elsewhere",
        "device_latched",
        "device_presses_on",
        "device_unknown",
        "device_unreadable",
        "devices_unknown",
        "office_unknown",
        "pressed_lost",
        "pressed_out_of_service",
        "pressed_unissued",
        "press_ignored",
    }
)
"""Faults that whoever reaches the broker can make up, under as many names as they like."""

OF_SCREENS = frozenset({"screen_gone", "screen_blind", "screen_mute"})
"""Faults of one paired screen; their subject is the screen's id."""

BEHIND_THE_BROKER = frozenset(
    {
        "bridge_down",
        "canary_late",
        "device_lost",
        "device_offline",
        "devices_lost",
        "devices_offline",
        "gateway_gone",
        "gateways_gone",
    }
)
"""Faults that a lost broker explains: one fault with all that stands behind it, not forty."""

BEHIND_THE_RECORD = frozenset({"auditor_blind"})
"""Faults that a lost record explains."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong."""

    code: str
    subject: str
    since: datetime
    last_at: datetime
    count: int = 1
    lasts: bool = False
    """Until it is mended, though others of its kind fade."""
    args: Mapping[str, str] = field(default_factory=dict)


class Faults:
    """All faults, by office; those of the whole service stand under every office."""

    EVERYWHERE = "*"

    def __init__(self, clock: Clock) -> None:
        """Begin without faults."""
        self._clock = clock
        self._known: dict[str, dict[tuple[str, str], Fault]] = {}

    def report(self, office: str, code: str, subject: str = "", **args: str | int) -> None:
        """Say that something is wrong, once or again.

        Raises:
            KeyError: for a code without a text.
        """
        if code not in MESSAGES:
            raise KeyError(f"{code!r} has no text; add it to service/dispatch/faults.py")
        known = self._known.setdefault(office, {})
        at = self._clock.now()
        before = known.get((code, subject))
        told = {name: str(value) for name, value in args.items()}
        if before:
            known[code, subject] = replace(before, last_at=at, count=before.count + 1, args=told)
        elif code not in OF_DEVICES or len(known) < MOST or _made_room(known):
            known[code, subject] = Fault(code=code, subject=subject, since=at, last_at=at, args=told)

    def hold(self, office: str, code: str, subject: str) -> None:
        """Have a fault that was reported last until it is mended, though others of its kind fade."""
        known = self._known.get(office, {})
        if (code, subject) in known:
            known[code, subject] = replace(known[code, subject], lasts=True)

    def mend(self, office: str, code: str, subject: str = "") -> None:
        """Say that a fault is over."""
        self._known.get(office, {}).pop((code, subject), None)

    def has(self, office: str, code: str) -> bool:
        """Whether an office, or the whole service, has a fault of this kind."""
        return any(fault.code == code for fault in self.of(office))

    def shown(self) -> Iterator[frozenset[str]]:
        """Return for each place, the whole service among them, the codes of what is wrong there."""
        for place in [self.EVERYWHERE, *(one for one in self._known if one != self.EVERYWHERE)]:
            yield frozenset(fault.code for fault in self.of(place)) & frozenset(
                code for code, _ in self._known.get(place, {})
            )

    def places(self) -> Collection[str]:
        """Return the offices that have had a fault of their own; beside them the service as a whole may have one."""
        return self._known.keys()

    def of(self, office: str) -> list[Fault]:
        """Return an office's faults, those of the service among them; the oldest first."""
        now = self._clock.now()
        for place in (office, self.EVERYWHERE):
            known = self._known.get(place, {})
            for key, fault in list(known.items()):
                if not (fault.lasts or fault.code in STATES) and now - fault.last_at > FADES:
                    del known[key]
        both = [*self._known.get(self.EVERYWHERE, {}).values(), *self._known.get(office, {}).values()]
        if any(fault.code == "broker_down" for fault in both):
            both = [fault for fault in both if fault.code not in BEHIND_THE_BROKER]
        if any(fault.code == "store_down" for fault in both):
            both = [fault for fault in both if fault.code not in BEHIND_THE_RECORD]
        return sorted(both, key=lambda fault: fault.since)


def _made_room(known: dict[tuple[str, str], Fault]) -> bool:
    """Forget what was seen last the longest ago of all that anybody can make up; say whether there was any."""
    fading = [
        fault for fault in known.values() if fault.code in OF_DEVICES and not (fault.lasts or fault.code in STATES)
    ]
    if not fading:
        return False
    oldest = min(fading, key=lambda fault: fault.last_at)
    del known[oldest.code, oldest.subject]
    return True
