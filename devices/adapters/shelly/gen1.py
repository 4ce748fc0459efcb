"""The first generation of Shelly: a topic for each value, below `shellies/`."""

import re
from typing import Final

from devices.adapters.shelly.settings import Settings, numbered
from devices.bounded import bounded, excerpt
from devices.message import Wrong, object_in, read_json, read_object, read_text, whole
from devices.signals import Signal, Unreadable
from devices.told import Told

ROOT: Final = "shellies"

_GESTURES: Final = {
    "S": "single",
    "SS": "double",
    "SSS": "triple",
    "L": "long",
    "SL": "single_long",
    "LS": "long_single",
}
_SLEEPERS: Final = ("shellybutton1-", "shellyht-", "shellydw-", "shellydw2-", "shellyflood-", "shellysmoke-")
"""Devices that leave between two messages: that they are offline says nothing."""

_OUTPUT: Final = re.compile(r"(relay|light|white|color)/(\d{1,2})")
_INPUT: Final = re.compile(r"input/(\d{1,2})")
_PRESSED: Final = re.compile(r"input_event/(\d{1,2})")


def decode(settings: Settings, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    """Return what a message below `shellies/` says."""
    device, _, leaf = topic.removeprefix(f"{ROOT}/").partition("/")
    if topic == f"{ROOT}/announce" or leaf == "announce":
        return _announced(settings, "" if leaf == "" else device, payload, retain=retain)
    if not leaf or leaf == "command" or leaf.endswith("/command") or not payload.strip():
        return ()
    told = Told(settings.office, device, retain=retain)
    if match := _PRESSED.fullmatch(leaf):
        _pressed(told, settings, device, int(match[1]), payload)
    else:
        text = read_text(payload)
        if isinstance(text, Wrong):
            told.wrong(text)
        elif leaf == "info":
            _info(told, text)
        else:
            _value(told, settings, device, leaf, text)
    return told.signals


def _pressed(told: Told, settings: Settings, device: str, channel: int, payload: bytes) -> None:
    values = read_object(payload)
    if isinstance(values, Wrong):
        told.wrong(values)
        return
    word, count = values.get("event"), whole(values.get("event_cnt"), 0, 2**53)
    if isinstance(word, str) and word:
        usual = numbered(_GESTURES[word], channel) if word in _GESTURES else None
        gesture = settings.gesture(device, word, usual)
        if gesture is not None:
            told.press(gesture, counter=None if count is None else f"{channel}:{count}")
        elif usual is None:
            told.bad("event", "must be S, SS, SSS, L, SL or LS", word)
    elif word is not None and word != "":
        told.bad("event", "must be text", word)
    if count is None and values.get("event_cnt") is not None:
        told.bad("event_cnt", "must be a whole number", values["event_cnt"])
    told.alive()


def _value(told: Told, settings: Settings, device: str, leaf: str, text: str) -> None:
    if leaf == "online":
        if text in {"true", "false"}:
            is_asleep = text == "false" and device.startswith(_SLEEPERS)
            told.status("online" if text == "true" else "offline", asleep=is_asleep or None)
        else:
            told.unreadable("bad_status", "online must be true or false")
        return
    if match := _INPUT.fullmatch(leaf):
        name = f"input:{match[1]}"
        if name in settings.levels.get(device, ()):
            told.level(name, {"1": True, "0": False}.get(text, text), numbered("single", int(match[1])))
    elif (match := _OUTPUT.fullmatch(leaf)) and text in {"on", "off"}:
        told.output(f"{match[1]}:{match[2]}", on=text == "on")
    elif leaf == "sensor/battery":
        value = read_json(text)
        told.percent(text if isinstance(value, Wrong) else value)
    told.alive()


def _announced(settings: Settings, device: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    """Read who has just connected; on the topic that all share, the message alone says who."""
    values = read_object(payload)
    if isinstance(values, Wrong):
        detail = excerpt(values.detail)
        return (
            Unreadable(office=settings.office, device=bounded(device) or None, reason=values.reason, detail=detail),
        )
    name = values.get("id")
    if not device and not (isinstance(name, str) and name):
        return ()
    told = Told(settings.office, device or str(name), retain=retain)
    told.status("online")
    return told.signals


def _info(told: Told, text: str) -> None:
    values = read_json(text)
    if isinstance(values, dict):
        told.percent(object_in(values, "bat").get("value"))
    told.alive()
