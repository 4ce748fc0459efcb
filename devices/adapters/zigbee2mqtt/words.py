"""What an `action` of Zigbee2MQTT means: a gesture and on which of the device's buttons, or no press."""

from typing import Final

# The converters write a gesture before or after its endpoint, in one word or two: `single_left`, `1_single`,
# `button_2_hold`, `on_press_release`, `dots_1_initial_press`.
_TWO: Final[dict[tuple[str, str], str | None]] = {
    ("initial", "press"): None,  # comes before every gesture, which follows
    ("short", "release"): "single",  # the end of a short press, and its only sign
    ("short", "press"): "single",
    ("press", "hold"): "hold",
}
_CLICKS: Final = {
    "single": "single",
    "double": "double",
    "triple": "triple",
    "tripple": "triple",
    "quadruple": "quadruple",
    "quintuple": "quintuple",
    "many": "many",
    "hold": "hold",
    "long": "long",
    "press": "single",
    "click": "single",
    "sos": "sos",
    "emergency": "emergency",
    "panic": "panic",
}
_PANIC: Final = frozenset({"sos", "emergency", "panic"})
_SAYS_IT_TWICE: Final = frozenset({"press", "click"})
_AFTERWARDS: Final = frozenset({"release", "released"})
# Turning a knob, arming, a lock's own story, somebody who walks by: told under `action`, and nobody's press.
_SILENT: Final = frozenset(
    {"arm", "armed", "disarm", "disarmed", "invalid", "delay", "ready"}
    | {"stop", "rotate", "rotation", "dial"}
    | {"lock", "locked", "unlock", "unlocked"}
    | {"enter", "leave", "occupied", "unoccupied", "wakeup", "awake"}
)
_NAMELESS: Final = frozenset({"button", "btn", "key", "click", "press"})


def gesture_of(action: str) -> str | None:
    """Return the gesture with its endpoint behind it (`single_left`), `release`, or None where it is no press.

    What no rule knows is a press under its own name (`on`, `brightness_move_up`, `recall_1`): a button that says
    something new is better believed than passed over.
    """
    words = action.casefold().split("_")
    panic = next((word for word in words if word in _PANIC), None)
    if panic is not None:
        return _with(panic, words, panic)
    for place in range(len(words) - 1):
        pair = words[place], words[place + 1]
        if pair in _TWO:
            gesture = _TWO[pair]
            return gesture if gesture is None else _with(gesture, words[:place] + words[place + 2 :])
        if pair[0] in _CLICKS and pair[1] in _SAYS_IT_TWICE:
            return _with(_CLICKS[pair[0]], words[:place] + words[place + 2 :])
    if _AFTERWARDS.intersection(words):
        return "release"
    if _SILENT.intersection(words):
        return None
    clicks = [word for word in words if word in _CLICKS]
    if not clicks:
        return action
    return _with(_CLICKS[clicks[0]], words, clicks[0])


def _with(gesture: str, words: list[str], said: str = "") -> str:
    endpoint = [word for word in words if word and word != said]
    if len(endpoint) > 1 or endpoint[:1] == ["button"]:
        endpoint = [word for word in endpoint if word not in _NAMELESS]
    return "_".join([gesture, *endpoint])
