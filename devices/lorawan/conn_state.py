"""Read whether a LoRaWAN gateway is connected: what its forwarder or bridge publishes, as JSON or as protobuf.

The message is `ConnState` of ChirpStack's gateway API: field 2 is the state, OFFLINE (0, left out) or ONLINE (1).
"""

from typing import Final, Literal

from devices.message import Wrong, read_object

_STATES: Final[dict[object, Literal["online", "offline"]]] = {
    None: "offline",
    "OFFLINE": "offline",
    "ONLINE": "online",
    0: "offline",
    1: "online",
}
_STATE_FIELD: Final = 2
_VARINT, _BYTES = 0, 2
LONGEST: Final = 1024


def read_conn_state(payload: bytes) -> Literal["online", "offline"] | Wrong | None:
    """Return what the message says; None where it is neither form of one. Never raises."""
    if len(payload) > LONGEST:
        return None
    if payload.lstrip()[:1] == b"{":
        told = read_object(payload)
        if isinstance(told, Wrong):
            return told
        state = told.get("state")
        return None if isinstance(state, bool | float | dict | list) else _STATES.get(state)
    return _of_protobuf(payload)


def _of_protobuf(payload: bytes) -> Literal["online", "offline"] | None:
    """Return the state of a protobuf message; one without any field says nothing, and is no word of a gateway."""
    at, state = 0, 0
    while at < len(payload):
        key, at = _varint(payload, at)
        if key & 7 == _VARINT:
            value, at = _varint(payload, at)
            if key >> 3 == _STATE_FIELD:
                state = value
        elif key & 7 == _BYTES:
            length, at = _varint(payload, at)
            at += length
        else:
            return None
        if not 0 < at <= len(payload):
            return None
    return _STATES.get(state) if payload else None


def _varint(payload: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte and where it ends; -1 as its end where it does not."""
    number = 0
    for shift in range(0, 70, 7):
        if not 0 <= at + shift // 7 < len(payload):
            break
        byte = payload[at + shift // 7]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at + shift // 7 + 1
    return 0, -1
