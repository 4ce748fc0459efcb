"""The second generation of Shelly and later ones: notifications in JSON, and a topic for each component's status."""

import re
from collections.abc import Mapping
from typing import Final

from devices.adapters.shelly import blu
from devices.adapters.shelly.settings import Settings, numbered
from devices.message import Wrong, number, object_in, read_object, read_text, shown
from devices.signals import Heartbeat, Signal
from devices.told import Told

EVENTS_LIMIT: Final = 64
"""Events, or components, of one notification that are read."""

_PUSH: Final = "_push"
_OUTPUT: Final = re.compile(r"(switch|light|rgb|rgbw|cct):\d{1,3}")
_POWER: Final = re.compile(r"devicepower:\d{1,3}")
_INPUT: Final = re.compile(r"(input|button):(\d{1,3})")


def decode_notification(settings: Settings, device: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    """Return what a message on `<prefix>/events/rpc` says."""
    told = Told(settings.office, device, retain=retain)
    values = read_object(payload)
    if isinstance(values, Wrong):
        told.wrong(values)
        return told.signals
    params = object_in(values, "params")
    match values.get("method"):
        case "NotifyEvent":
            events = params.get("events")
            for event in events[:EVENTS_LIMIT] if isinstance(events, list) else ():
                _event(told, settings, event)
            if not isinstance(events, list):
                told.bad("params.events", "must be a list", events)
        case "NotifyStatus":
            _statuses(told, settings, params, is_news=True)
        case "NotifyFullStatus":
            _statuses(told, settings, params, is_news=False)
        case other:
            told.bad("method", "must be NotifyEvent or NotifyStatus", other)
    if not any(isinstance(signal, Heartbeat) and signal.device == told.device for signal in told.signals):
        told.alive()  # what it passed on has shown so already
    return told.signals


def decode_status(settings: Settings, device: str, status: tuple[str, bytes], *, retain: bool) -> tuple[Signal, ...]:
    """Return what `<prefix>/status/<component>` says; `status` is the component and the payload."""
    told = Told(settings.office, device, retain=retain)
    values = read_object(status[1])
    if isinstance(values, Wrong):
        told.wrong(values)
    else:
        _component(told, settings, status[0], values, is_news=True)
        told.alive()
    return told.signals


def decode_online(settings: Settings, device: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    """Return what `<prefix>/online` says: the last will, or its opposite."""
    told = Told(settings.office, device, retain=retain)
    text = read_text(payload)
    stands_for: Final = "gateway" if settings.is_gateway(device) else None
    if isinstance(text, Wrong):
        told.wrong(text)
    elif text in {"true", "false"}:
        told.status("online" if text == "true" else "offline", stands_for=stands_for)
    elif text:
        told.unreadable("bad_status", f"online must be true or false, and is {shown(text)}")
    return told.signals


def _event(told: Told, settings: Settings, event: object) -> None:
    values = event if isinstance(event, dict) else {}
    component, word = values.get("component"), values.get("event")
    if not isinstance(component, str) or not isinstance(word, str):
        told.bad("an event", "must have a component and an event that are text", event)
    elif component == "blu":
        blu.tell_script_event(told, settings, values)
    elif component.startswith(blu.COMPONENTS):
        blu.tell_component_event(told, settings, values)
    elif match := _INPUT.fullmatch(component):
        place = int(match[2]) if match[1] == "input" else 0
        usual = numbered(word.removesuffix(_PUSH), place) if word.endswith(_PUSH) and word != _PUSH else None
        gesture = settings.gesture(told.device, word, usual)
        at = number(values.get("ts"))
        if gesture is not None:
            # Its own clock names it until it was heard everywhere; without a clock there is no name.
            told.press(gesture, counter=f"{component}/{at}" if at else None)
        elif word == "btn_up":
            told.release()


def _statuses(told: Told, settings: Settings, params: Mapping[str, object], *, is_news: bool) -> None:
    for component, status in list(params.items())[:EVENTS_LIMIT]:
        if isinstance(status, dict):
            _component(told, settings, component, status, is_news=is_news)


def _component(told: Told, settings: Settings, component: str, status: Mapping[str, object], *, is_news: bool) -> None:
    """Read a component's status; `is_news` is False where everything is told, new or old."""
    if component == "blu":
        blu.tell_script_status(told, status)
    elif component.startswith(blu.COMPONENTS):
        blu.tell_component_status(told, settings, component, status, is_news=is_news)
    elif _OUTPUT.fullmatch(component) and isinstance(status.get("output"), bool):
        told.output(component, on=status["output"] is True)
    elif _POWER.fullmatch(component):
        battery = object_in(status, "battery")
        if not told.percent(battery.get("percent")) and (volts := number(battery.get("V"), 0, 60)) is not None:
            told.volts(volts)
    elif (match := _INPUT.fullmatch(component)) and component in settings.levels.get(told.device, ()):
        told.level(component, status.get("state"), numbered("single", int(match[2])))
