"""What a webhook says, how it is signed, and what its receiver's answer means. Pure.

The headers and the signature are those of the Standard Webhooks specification, version 1, so that a receiver finds a
ready-made verification in its own language: HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from service.alarm.instant import instant
from service.notify.port import Handed, NotHandedOver, Outgoing

FORMAT: Final = 1


def id_of(notice: Outgoing) -> str:
    """Return what names a notice to its receiver: the key without the dots, which separate what is signed."""
    return notice.key.replace(".", "_")


def body_of(notice: Outgoing) -> bytes:
    """Return a notice as JSON: about what, where and in which words; who pressed and who is called are not in it."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "id": id_of(notice),
        "repeats": notice.repeats,
        "mode": notice.mode,
        "purpose": notice.purpose,
        "office": {"id": notice.office, "name": notice.office_name},
        "alarm": notice.alarm,
        "kind": notice.kind,
        "zone": {"id": notice.zone, "name": notice.zone_name} if notice.zone else None,
        "role": {"id": notice.role, "title": notice.role_title} if notice.role else None,
        "raised_at": instant(notice.at),
        "language": notice.language,
        "text": notice.full,
    }
    if notice.card:
        said["card"] = dict(notice.card)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: bytes, id_: str, seconds: int, body: bytes) -> str:
    """Return the signature of a body that is sent under an id at a time, in whole seconds since 1970."""
    told = b".".join((id_.encode(), str(seconds).encode(), body))
    return "v1," + base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()


def headers_of(notice: Outgoing, secret: bytes, body: bytes, at: datetime) -> Mapping[str, str]:
    """Return the headers of one sending; the id is the same for each try, the time is that of this one."""
    seconds = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Trygg",
        "webhook-id": id_of(notice),
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(secret, id_of(notice), seconds, body),
    }


def understood(status: int) -> Handed:
    """Return what an answer proves: 202 says that it will be looked at, every other success that the receiver has it.

    Raises:
        NotHandedOver: the receiver has not taken it.
    """
    detail = f"the receiver answered {status}"
    if status == 202:
        return Handed(proof="handed_over")
    if 200 <= status < 300:
        return Handed(proof="delivered")
    if status in (401, 403):
        raise NotHandedOver("wrong_key", again=False, detail=detail)
    if status in (404, 410):
        raise NotHandedOver("gone", again=False, detail=detail)
    if status in (408, 425, 429, 503):
        raise NotHandedOver("busy", again=True, detail=detail)
    if 400 <= status < 500:
        raise NotHandedOver("refused", again=False, detail=detail)
    # A redirect is never followed: it would lead to where nobody has allowed it to lead.
    raise NotHandedOver("broken_answer", again=status >= 500, detail=detail)
