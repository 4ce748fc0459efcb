"""One line of `trygg device decode`: what does Trygg make of this message?"""

import base64
import json

from devices.bounded import excerpt
from devices.registry import Registry
from devices.signals import Signal, Unreadable, as_json


class _LineError(ValueError):
    """The line is no message."""


def decode_line(line: str | bytes, registry: Registry) -> str:
    """Return the signals of one message as one line of JSON, without a line break. Never raises.

    In: `{"topic": …, "payload": …, "retain": …}`; `payload` is the text that was published (an object or a list stands
    for its JSON), or `payload_base64` its bytes. Out: `{"device": …, "signals": [{"kind": "press", …}]}`.
    """
    signals: tuple[Signal, ...]
    try:
        topic, payload, retain = _message(line)
    except (ValueError, RecursionError) as wrong:
        signals = (Unreadable(office=None, device=None, reason="bad_line", detail=excerpt(str(wrong))),)
    else:
        signals = registry.decode(topic, payload, retain=retain)
    device = next((signal.device for signal in signals if signal.device), None)
    # ASCII only: whatever the terminal can show, and no line break within a line.
    return json.dumps({"device": device, "signals": [as_json(signal) for signal in signals]})


def _message(line: str | bytes) -> tuple[str, bytes, bool]:
    told: object = json.loads(line)
    if not isinstance(told, dict):
        raise _LineError('a line must be a JSON object such as {"topic": "…", "payload": "…", "retain": false}')
    topic, retain = told.get("topic"), told.get("retain", False)
    if not isinstance(topic, str):
        raise _LineError("topic must be text")
    if retain not in (False, True):
        raise _LineError("retain must be true or false")
    return topic, _payload(told), bool(retain)


def _payload(told: dict[str, object]) -> bytes:
    if "payload_base64" in told:
        encoded = told["payload_base64"]
        if not isinstance(encoded, str):
            raise _LineError("payload_base64 must be text")
        return base64.b64decode(encoded, validate=True)
    payload = told.get("payload")
    if payload is None:
        return b""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return text.encode("utf-8", "surrogatepass")
