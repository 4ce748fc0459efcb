"""Gestures that call nobody: "I am safe", in a muster or to a watched meeting, and the contact of a fire alarm."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

from devices.inventory import ANY_GESTURE, CHECK_IN, FIRE, FIRE_OVER
from devices.registry import Device
from devices.signals import Press, is_panic
from service.dispatch.fire import fire_over, fire_told, is_same, told_at
from service.dispatch.handle import Dispatch
from service.dispatch.trigger import Trigger
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal

MEETING: Final = "meeting-"
"""How the id of a watched meeting begins; no alarm's does."""
_log = logging.getLogger(__name__)


class Watched(Protocol):
    """Knows the meetings that are being watched."""

    def meeting_of(self, office: str, person: str) -> str | None:
        """Return somebody's running meeting, from memory; None where she has none."""
        ...

    def check_in(self, trigger: Trigger, meeting: str) -> Awaitable[object]:
        """Take a press as its wearer's word that she is well; raises StoreError or UndertakingRefusal."""
        ...


class CheckingIn:
    """Tells which presses are words in a muster, and has them taken; what cannot be taken is a press like any other."""

    def __init__(self, dispatch: Dispatch, feedback: Callable[[str, str | None, str, Mapping[str, Any]], None]) -> None:
        """Take words through dispatch, and tell the button over `feedback` that it was heard."""
        self._dispatch = dispatch
        self._feedback = feedback
        self.watched: Watched | None = None
        """The watched meetings; None where none are."""

    def musters(self, press: Press, device: Device | None, office: str, presser: str | None) -> tuple[str, ...]:
        """Return the alarms in whose muster a press is its wearer's word, her meeting, or `fire`; none for others."""
        if device is None or is_panic(press.gesture):
            return ()
        if (kind := device.kind_of(press.gesture)) in (FIRE, FIRE_OVER):
            return (kind,)
        if presser is None or device.kind_of(press.gesture) != CHECK_IN:
            return ()
        musters = self._dispatch.memory.musters(office)
        meeting = self.watched.meeting_of(office, presser) if self.watched and not musters else None
        return (meeting,) if meeting else musters

    async def _fire(self, trigger: Trigger) -> bool:
        """Note a fire, or that it is over; locks are let go right behind it. Said again within a minute it is known."""
        if self._dispatch.memory.has_window(trigger):
            return False  # somebody tries whether it is heard: a test, as of every press
        at = trigger.heard_at
        if trigger.accounts == (FIRE_OVER,):
            over = fire_over(trigger.actor, at, trigger.device)
            await self._dispatch.note(trigger.office, over, unless=lambda unit: told_at(unit) is None)
        else:
            told = fire_told(trigger.actor, at, trigger.device)
            await self._dispatch.note(trigger.office, told, unless=lambda unit: is_same(unit, at))
        return True

    async def account(self, trigger: Trigger) -> bool:
        """Take a press as its wearer's word that she is safe; False where it has to be taken as a press."""
        if not trigger.accounts or self._dispatch.memory.known(trigger.press_key):
            return False
        # Lost, that a fire is over costs an hour in which nothing locks; it is no press.
        is_over = trigger.accounts == (FIRE_OVER,)
        try:
            if trigger.accounts in ((FIRE,), (FIRE_OVER,)):
                return await self._fire(trigger)
            if self.watched and trigger.accounts[0].startswith(MEETING):
                await self.watched.check_in(trigger, trigger.accounts[0])
                alarm: str | None = trigger.accounts[0]
            else:
                alarm = await self._dispatch.check_in(trigger)
        except (StoreError, UndertakingRefusal) as reason:
            _log.warning("a word in a muster or to a meeting could not be taken, and is taken as a press: %s", reason)
            return is_over
        except Exception:  # sent again it would fail again, for ever: whatever is wrong, it is a press
            _log.exception("a word in a muster or to a meeting could not be understood, and is taken as a press")
            return is_over
        if alarm is None:
            return False
        if trigger.device:
            self._feedback(trigger.device, trigger.press, alarm, {"state": "received"})
        return True


def kind_raised(device: Device, gesture: str) -> str:
    """Return the kind that a gesture raises; a word in a muster raises, without one, what every other press does."""
    kind = device.kind_of(gesture)
    return device.kind_of(ANY_GESTURE) if kind == CHECK_IN else kind
