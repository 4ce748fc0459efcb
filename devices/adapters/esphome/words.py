"""What the names and words of an ESPHome device mean: its maker chose them."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d{1,2}")

_BUTTONS: Final = frozenset(
    {
        "button",
        "btn",
        "buttons",
        "knapp",
        "push",
        "pushbutton",
        "panic",
        "sos",
        "emergency",
        "alarmbutton",
        "panicbutton",
    }
    | {"overfall", "overfallslarm", "overfallsalarm", "nodknapp", "larmknapp", "alarmknapp"}
)
_CLICKS: Final = {
    "single": "single",
    "double": "double",
    "triple": "triple",
    "quadruple": "quadruple",
    "long": "long",
    "hold": "hold",
    "held": "hold",
    "sos": "sos",
    "emergency": "emergency",
    "panic": "panic",
}
_PLAIN: Final = frozenset({"press", "pressed", "click", "clicked", "push", "pushed", "short", "tap", "on"})
_OVER: Final = frozenset({"release", "released", "off", "up"})


def is_button(object_id: str) -> bool:
    """Say whether the name says that it is a button: `panic_button`, `knapp_2`."""
    return not _BUTTONS.isdisjoint(_words(object_id))


def says(object_id: str, word: str) -> bool:
    """Say whether a name has the word in it."""
    return word in _words(object_id)


def numbered(gesture: str, object_id: str) -> str:
    """Return the gesture with the number at the end of the button's name; a first one has none."""
    words = _words(object_id)
    number = int(words[-1]) if words and _NUMBER.fullmatch(words[-1]) else 1
    return gesture if number <= 1 else f"{gesture}_{number}"


def gesture_of(event_type: str) -> str | None:
    """Return the gesture of an event's type, `release`, or None where no word of it is known."""
    words = _words(event_type)
    if not _OVER.isdisjoint(words):
        return "release"
    for word in words:
        if word in _CLICKS:
            return _CLICKS[word]
    return None if _PLAIN.isdisjoint(words) else "single"


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:256].casefold().replace("_", " "))
