"""What the routes out of the house, and the reasons why a notice failed, are called on pages that the server writes.

static/notice-words.js says the same on the screens.
"""

from typing import TYPE_CHECKING, Final

from service.web.mark import N

if TYPE_CHECKING:
    from service.web.tongue import Tongue

ROUTES: Final = {
    "push": N("phone page"),
    "sms": N("text message"),
    "voice": N("telephone"),
    "email": N("e-mail"),
    "webhook": N("other system"),
    "alarm_centre": N("alarm centre"),
    "cap": N("alarm centre (CAP)"),
    "other": N("other way"),
}
REASONS: Final = {
    "no_address": N("no number or address known"),
    "no_route": N("this way is not set up"),
    "refused": N("turned down"),
    "unknown_number": N("number unknown"),
    "too_slow": N("no reply in time"),
    "unreachable": N("no connection"),
    "broken_answer": N("reply not understood"),
    "not_acknowledged": N("not acknowledged"),
    "wrong_key": N("wrong key"),
    "wrong_clock": N("clock is wrong"),
    "unknown_account": N("account unknown"),
    "gone": N("no longer there"),
    "busy": N("line busy"),
    "not_answered": N("not answered"),
    "route_down": N("this way is down"),
    "expired": N("too late"),
    "no_office": N("the office is no more"),
}


def route_words(route: str, tongue: "Tongue") -> str:
    """Name a route in the middle of a sentence."""
    return tongue.t(ROUTES[route]) if route in ROUTES else route


def why(reason: str | None, tongue: "Tongue") -> str:
    """Say why a notice failed."""
    return tongue.t(REASONS.get(reason or "", N("nobody knows why")))


def began(words: str) -> str:
    """Return words as a sentence begins with them."""
    return words[:1].upper() + words[1:]
