"""A device profile: where in a decoded LoRaWAN message a press, a battery or a position stands, and what it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from devices.outputs import FeedbackState
from devices.path import NOTHING, Path

ANY = "*"
"""Stands for every value that is not one of CLEARED."""

CLEARED = frozenset({"", "0", "false", "FALSE", "False", "off", "OFF", "none"})
"""Values, written out, with which a field says that nothing is pressed, or not any longer."""


def written_out(value: object) -> str | None:
    """Return a JSON value as a table writes it: 1 and 1.0 are "1", true is "true"; None where it is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if not -(10**15) < value < 10**15:
            return None
        return str(int(value)) if value == int(value) else str(value)
    return value if isinstance(value, str) and len(value) <= 64 else None


@dataclass(frozen=True, kw_only=True, slots=True)
class PressAt:
    """A field that tells a press.

    The first of `paths` that holds something decides: codecs of one product differ. `means` maps a value, written out,
    to a gesture. Where `level` names it, the field stays set in later messages and only its rise is a press.
    """

    paths: tuple[Path, ...]
    means: Mapping[str, str]
    level: str | None = None

    def value(self, message: object) -> str | None:
        """Return the value that the field has in a message, written out."""
        for path in self.paths:
            found = path.find(message)
            if found is not NOTHING and (value := written_out(found)) is not None:
                return value
        return None

    def knows(self, message: object) -> bool:
        """Say whether the field has a value that is known as a press, or as the end of a level."""
        value = self.value(message)
        return value in self.means or (self.level is not None and value in CLEARED)

    def gesture(self, value: str) -> str | None:
        """Return the gesture that a value stands for; None where it stands for none."""
        return self.means.get(value) or (None if value in CLEARED else self.means.get(ANY))


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameAt:
    """A raw frame and the gesture it stands for, or None where it is no press: for networks without a codec.

    `pattern` is hexadecimal; `?` stands for any half byte, `*` at the end for all that follows.
    """

    pattern: str
    gesture: str | None
    port: int | None = None

    def covers(self, port: int | None, frame: bytes) -> bool:
        """Say whether it is a frame such as this, on this port."""
        if self.port is not None and self.port != port:
            return False
        wanted, shown = self.pattern.removesuffix("*").lower(), frame.hex()
        if len(shown) < len(wanted) or (len(shown) > len(wanted) and not self.pattern.endswith("*")):
            return False
        return all(mark in {"?", half} for mark, half in zip(wanted, shown, strict=False))


FRAME = re.compile(r"([0-9a-fA-F?]{2}){1,128}\*?")
"""What a pattern of a frame looks like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BatteryAt:
    """Where the charge stands, and in what unit."""

    path: Path
    unit: Literal["percent", "volts", "text"] = "percent"


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagAt:
    """A field that says yes with one of the values `on`, written out, and no with any other."""

    path: Path
    on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceAt:
    """Where a fix stands: degrees, and metres of accuracy. 0, 0 is no fix."""

    latitude: Path
    longitude: Path
    accuracy: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardAt:
    """What the device itself has heard, a beacon or a wireless network: its name in parts, and how well (dBm)."""

    name: tuple[Path, ...]
    rssi: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FeltAt:
    """Downlinks that the wearer feels, and that are neither heard nor lit: the bytes for each state, and their port."""

    port: int
    frames: Mapping[FeedbackState, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One device, or several that speak alike.

    `models` are words by which a network's own device profile is recognised. Where nothing names the profile, it is
    guessed by the fields that are there, on one of its `ports` (any, where it has none). On any other port a field with
    a value that the profile knows as a press is needed, and nothing is enough where `only_on_ports` says so.
    """

    name: str
    models: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    only_on_ports: bool = False
    press: tuple[PressAt, ...] = ()
    frames: tuple[FrameAt, ...] = ()
    battery: tuple[BatteryAt, ...] = ()
    tamper: tuple[FlagAt, ...] = ()
    places: tuple[PlaceAt, ...] = ()
    heard: tuple[HeardAt, ...] = ()
    outputs: Mapping[str, FlagAt] | None = None
    felt: FeltAt | None = None

    def is_called(self, words: tuple[str, ...]) -> bool:
        """Say whether what a network calls the device's profile means this one: in full, or word by word."""
        own = {name.casefold() for name in (self.name, *self.models)}
        told = {part for word in words for part in (word.casefold(), *re.split(r"[^a-z0-9]+", word.casefold()))}
        return not own.isdisjoint(told)

    def may_be(self, port: int | None, message: object) -> bool:
        """Say whether a message on this port can be taken for one of this profile's without being named so."""
        if not self.ports or port in self.ports:
            return True
        # Makers let a port be changed: the word of a press still says what it is.
        return not self.only_on_ports and any(rule.knows(message) for rule in self.press)

    def found_in(self, message: object) -> int:
        """Return how many of the profile's fields the message has."""
        paths = [path for rule in self.press for path in rule.paths]
        paths += [charge.path for charge in self.battery]
        paths += [flag.path for flag in (*self.tamper, *(self.outputs or {}).values())]
        paths += [place.latitude for place in self.places]
        return sum(path.find(message) is not NOTHING for path in paths)


def choose(profiles: tuple[Profile, ...], words: tuple[str, ...], port: int | None, message: object) -> Profile | None:
    """Return the profile to read a message by: the one the network names where anything of it is there, else a guess.

    The guess is the one with most fields in the message, the earlier of two; None where none has any.
    """
    named = next((profile for profile in profiles if profile.is_called(words)), None)
    if named is not None and (named.found_in(message) or not message):
        return named
    fits = [profile for profile in profiles if profile.may_be(port, message)]
    best = max(fits, key=lambda profile: profile.found_in(message), default=None)
    return best if best is not None and best.found_in(message) else named
