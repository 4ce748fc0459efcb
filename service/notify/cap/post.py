"""How a CAP document is posted, and what a receiver's answer means. Pure."""

import base64
import hashlib
import hmac
from datetime import datetime

from service.notify.port import Handed, NotHandedOver, Outgoing


def headers_of(
    notice: Outgoing, body: bytes, at: datetime, *, secret: bytes | None, token: str | None
) -> dict[str, str]:
    """Return the headers of one sending; signed as the Standard Webhooks specification says, like Trygg's webhooks."""
    id_, seconds = notice.key.replace(".", "_"), str(int(at.timestamp()))
    headers = {"Content-Type": "application/cap+xml; charset=utf-8", "webhook-id": id_, "webhook-timestamp": seconds}
    if secret is not None:
        told = b".".join((id_.encode(), seconds.encode(), body))
        signed = base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
        headers["webhook-signature"] = f"v1,{signed}"
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def understood(status: int) -> Handed:
    """Return what an answer proves: 202 says that it will be looked at, another success that the receiver has it.

    Raises:
        NotHandedOver: the receiver has not taken it.
    """
    detail = f"the receiver answered {status}"
    if status == 202:
        return Handed(proof="handed_over")
    if 200 <= status < 300:
        return Handed(proof="delivered")
    if status in (401, 403, 407):
        raise NotHandedOver("wrong_key", again=False, detail=detail)
    if status in (404, 410):
        raise NotHandedOver("gone", again=False, detail=detail)
    if status in (408, 425, 429, 503):
        raise NotHandedOver("busy", again=True, detail=detail)
    if 400 <= status < 500:
        raise NotHandedOver("refused", again=False, detail=detail)
    raise NotHandedOver("broken_answer", again=status >= 500, detail=detail)
