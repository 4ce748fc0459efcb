"""A button's gesture that says "I am safe": it counts while a muster of the office is on, and never swallows a call."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from devices.inventory import ANY_GESTURE, CHECK_IN
from devices.registry import Device
from devices.signals import Press, is_panic
from service.dispatch.handle import Dispatch
from service.dispatch.trigger import Trigger
from service.store.port import StoreError

_log = logging.getLogger(__name__)


class CheckingIn:
    """Tells which presses are words in a muster, and has them taken; what cannot be taken is a press like any other."""

    def __init__(self, dispatch: Dispatch, feedback: Callable[[str, str | None, str, Mapping[str, Any]], None]) -> None:
        """Take words through dispatch, and tell the button over `feedback` that it was heard."""
        self._dispatch = dispatch
        self._feedback = feedback

    def musters(self, press: Press, device: Device | None, office: str, presser: str | None) -> tuple[str, ...]:
        """Return the alarms in whose muster a press is a word of its wearer; none for every other press."""
        if device is None or presser is None or is_panic(press.gesture) or device.kind_of(press.gesture) != CHECK_IN:
            return ()
        return self._dispatch.memory.musters(office)

    async def account(self, trigger: Trigger) -> bool:
        """Take a press as its wearer's word that she is safe; False where it has to be taken as a press."""
        if not trigger.accounts or self._dispatch.memory.known(trigger.press_key):
            return False
        try:
            alarm = await self._dispatch.check_in(trigger)
        except StoreError as reason:
            _log.warning("a word in a muster is taken as a press, because the store does not answer: %s", reason)
            return False
        if alarm is None:
            return False
        if trigger.device:
            self._feedback(trigger.device, trigger.press, alarm, {"state": "received"})
        return True


def kind_raised(device: Device, gesture: str) -> str:
    """Return the kind that a gesture raises; a word in a muster raises, without one, what every other press does."""
    kind = device.kind_of(gesture)
    return device.kind_of(ANY_GESTURE) if kind == CHECK_IN else kind
