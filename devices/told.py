"""Collects what one message tells of one device, with what holds for all families: a replay presses nothing."""

from collections.abc import Mapping
from typing import Final, Literal

from devices.bounded import bounded, excerpt
from devices.message import Wrong, number, shown
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    OutputState,
    Position,
    Press,
    Release,
    Signal,
    Tamper,
    Unreadable,
    UnreadableReason,
    is_panic,
)

RSSI: Final = (-200, 100)
"""The strengths at which something can be heard, in dBm."""


class Told:
    """The signals of one message, in the order in which they were told."""

    def __init__(self, office: str | None, device: str, *, retain: bool) -> None:
        """Begin with nothing; `retain` is True for what the broker kept: the last word known, and no proof of life."""
        self._office = office
        self._device = bounded(device)
        self._retain = retain
        self._signals: list[Signal] = []

    @property
    def device(self) -> str:
        """Of whom this is told."""
        return self._device

    def about(self, device: str) -> "Told":
        """Return where to tell what the same message says of another device; it stays in the message's order."""
        other = Told(self._office, device, retain=self._retain)
        other._signals = self._signals
        return other

    @property
    def signals(self) -> tuple[Signal, ...]:
        """All that was told."""
        return tuple(self._signals)

    def press(
        self,
        gesture: str,
        *,
        counter: str | None = None,
        channel: str | None = None,
        copies_within_s: float | None = None,
        level: str | None = None,
        gateway: str | None = None,
        rssi: int | None = None,
        sealed: int | None = None,
    ) -> None:
        """Tell a press, unmistakable where its gesture is, before any endpoint; a replay is told as ignored."""
        if self._retain:
            self._signals.append(
                Ignored(office=self._office, device=self._device, reason="retained_press", level=level)
            )
            return
        self._signals.append(
            Press(
                office=self._office,
                device=self._device,
                gesture=bounded(gesture),
                unmistakable=is_panic(gesture.partition("_")[0]),  # its endpoint is somebody's name
                counter=None if counter is None else bounded(counter),
                channel=channel,
                copies_within_s=copies_within_s,
                level=level,
                gateway=None if gateway is None else bounded(gateway),
                rssi=rssi,
                sealed=sealed,
            )
        )

    def release(self, gesture: str | None = None, level: str | None = None) -> None:
        """Tell that the button was let go, or that the level is true no longer."""
        self._signals.append(Release(office=self._office, device=self._device, gesture=gesture, level=level))

    def level(self, field: str, value: object, gesture: str, channel: str | None = None) -> None:
        """Tell a field that stays true after a press; anything but true, false and null is a fault."""
        if value is True:
            self.press(gesture, level=field, channel=channel)
        elif value is False:
            self.release(gesture, level=field)
        elif value is not None:
            self.bad(field, "must be true or false", value)

    def alive(self, stands_for: Literal["bridge", "gateway"] | None = None) -> None:
        """Tell that the device spoke; nothing where the broker repeats what it kept."""
        if not self._retain:
            self.status("online", stands_for=stands_for)

    def status(
        self,
        status: Literal["online", "offline"],
        *,
        asleep: bool | None = None,
        stands_for: Literal["bridge", "gateway"] | None = None,
    ) -> None:
        """Tell whether it is connected, as it or its broker says."""
        self._signals.append(
            Heartbeat(
                office=self._office,
                device=self._device,
                status=status,
                retained=self._retain,
                asleep=asleep,
                stands_for=stands_for,
            )
        )

    def percent(self, value: object, name: str = "battery") -> bool:
        """Tell a charge in percent; say whether there was one. Null says nothing, anything else is a fault."""
        found = number(value, 0, 100)
        if found is not None:
            self._signals.append(Battery(office=self._office, device=self._device, percent=found))
        elif value is not None:
            self.bad(name, "must be a number from 0 to 100", value)
        return found is not None

    def volts(self, volts: float) -> None:
        """Tell a charge in volts."""
        self._signals.append(Battery(office=self._office, device=self._device, volts=volts))

    def charge(self, word: str) -> None:
        """Tell a charge in the device's own words: `low`, `ok`."""
        self._signals.append(Battery(office=self._office, device=self._device, text=bounded(word)))

    def tamper(self, value: object) -> None:
        """Tell whether somebody opens or removes it; null says nothing, anything but true and false is a fault."""
        if isinstance(value, bool):
            self._signals.append(Tamper(office=self._office, device=self._device, active=value))
        elif value is not None:
            self.bad("tamper", "must be true or false", value)

    def output(self, output: str, *, on: bool) -> None:
        """Tell how one of its outputs stands."""
        self._signals.append(
            OutputState(office=self._office, device=self._device, output=bounded(output), on=on, retained=self._retain)
        )

    def position(self, *, gateway: str, rssi: int | None) -> None:
        """Tell who heard it, and how well (dBm); nothing where the broker repeats what it kept."""
        if not self._retain:
            self._signals.append(
                Position(office=self._office, device=self._device, gateway=bounded(gateway), rssi=rssi)
            )

    def add(self, signal: Signal) -> None:
        """Tell something that only one family tells."""
        self._signals.append(signal)

    def bad(self, field: str, rule: str, value: object) -> None:
        """Tell that a field could not be read."""
        self.unreadable("bad_field", f"{excerpt(field, 40)} {rule}, and is {shown(value)}")

    def wrong(self, wrong: Wrong) -> None:
        """Tell that the message could not be read."""
        self.unreadable(wrong.reason, wrong.detail)

    def unreadable(self, reason: UnreadableReason, detail: str) -> None:
        """Tell why something could not be read."""
        self._signals.append(
            Unreadable(office=self._office, device=self._device, reason=reason, detail=excerpt(detail))
        )


def strength(values: Mapping[str, object], name: str = "rssi") -> int | None:
    """Return how well something was heard, in whole dBm; None where that is not told, or cannot be."""
    found = number(values.get(name), *RSSI)
    return None if found is None else round(found)
