"""What a push says, how long it lives, and what a push service's answer means. Pure."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from service.notify.address import parts_of
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.push.settings import PushSettings

LIVES_S: Final = {
    "call": 180,
    "self_test": 60,
    "muster": 600,
    "over": 1800,
    "follow_up": 1800,
    "button_lost": 86_400,
    "button_heard": 86_400,
    "meeting_well": 300,
    "meeting_look": 300,
    "overdue": 86_400,
}
"""Seconds for which a push service keeps trying: a call that arrives later than that only frightens."""
_PAGES: Final[Mapping[str, str]] = {"meeting_well": "meetings", "meeting_look": "meetings", "overdue": "reports"}
"""What opens another page than the telephone's own."""
SIZE: Final = 1024
"""Bytes of every push before it is encrypted, so that its length tells nobody which it is."""
LONGEST_TEXT: Final = 400
"""Bytes of the text in a push; a notification shows less."""


def payload_of(notice: Outgoing) -> bytes:
    """Return what the browser is given: the neutral sentence, the address that it opens, and where it says "here".

    Nothing of it tells kind, place or names: the telephone may lie on a desk with its face up.
    """
    said = {
        "text": notice.neutral.encode(errors="replace")[:LONGEST_TEXT].decode(errors="ignore"),
        "address": f"/{_PAGES.get(notice.purpose, 'p')}/{quote(notice.office, safe='')}"
        + (f"?alarm={quote(notice.alarm, safe='')}" if notice.alarm else ""),
        "tag": topic_of(notice),
    }
    if notice.callback is not None:
        said["report"] = urlsplit(notice.callback).path  # the browser is at home here: the way is enough
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode().ljust(SIZE)


def topic_of(notice: Outgoing) -> str:
    """Return the topic: of one alarm's pushes that nobody has fetched yet the last alone is worth anything."""
    told = hashlib.sha256(f"{notice.office}\n{notice.alarm or notice.purpose}".encode()).digest()
    return base64.urlsafe_b64encode(told[:24]).decode()  # 32 characters, as many as a topic may have


def headers_of(notice: Outgoing) -> Mapping[str, str]:
    """Return the headers beside those of the encryption."""
    return {
        "Urgency": "high"
        if notice.purpose in ("call", "muster", "self_test", "meeting_well", "meeting_look")
        else "normal",
        "TTL": str(LIVES_S[notice.purpose]),
        "Topic": topic_of(notice),
        "Content-Type": "application/octet-stream",
    }


def understood(status: int) -> Handed:
    """Return what an answer proves: never more than that the push service has taken it.

    Raises:
        NotHandedOver: it has not; with the reason `gone` the subscription is no more.
    """
    detail = f"the push service answered {status}"
    if 200 <= status < 300:
        return Handed()
    if status in (404, 410):
        raise NotHandedOver("gone", again=False, detail=detail)
    if status in (408, 429, 503):
        raise NotHandedOver("busy", again=True, detail=detail)
    if status in (401, 403):
        raise NotHandedOver("wrong_key", again=False, detail=detail)
    if 400 <= status < 500:  # 413 among them: ours are of one size, so a further try is as large
        raise NotHandedOver("refused", again=False, detail=detail)
    raise NotHandedOver("broken_answer", again=status >= 500, detail=detail)


def reported_in(form: Mapping[str, str]) -> Literal["delivered", "seen"] | None:
    """Return what a telephone's browser reports: that it has the notice, or that somebody has opened it; else None."""
    match dict(form):
        case {"state": "delivered" | "seen" as state, **rest} if not rest:
            return state
        case _:
            return None


def checked(settings: PushSettings, endpoint: str, p256dh: str, auth: str) -> None:
    """Look at what a browser says of its subscription.

    Raises:
        ValueError: what is wrong with it, without the address.
    """
    if not settings.knows(parts_of(endpoint).hostname or ""):
        raise ValueError("its push service is none that is known here")
    point, secret = _decoded(p256dh, 65), _decoded(auth, 16)
    if point is None or secret is None:
        raise ValueError("the keys of the subscription are not those of a browser")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise ValueError("the key of the subscription is no point of its curve") from None


def _decoded(text: str, length: int) -> bytes | None:
    bare = text.rstrip("=")
    if len(bare) > 2 * length or not set(bare) <= set(_URL_SAFE):
        return None
    try:
        made = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (ValueError, binascii.Error):
        return None
    return made if len(made) == length else None


_URL_SAFE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
