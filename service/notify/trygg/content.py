"""What is said to a neighbour's Trygg, whether what it says is its own, and what its answer means. Pure.

Signed as webhooks are. A word names both offices, so that one that is sent back, or to another office, is no word.
"""

import hmac
import json
import string
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from service.notify.outward import Answer
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.webhook.content import signature
from service.notify.webhook.content import understood as as_webhook

FORMAT: Final = 1
Wrong = Literal["wrong_signature", "wrong_time"]
WINDOW: Final = timedelta(minutes=5)
"""How far the time of a word may be from ours: an older one may be somebody's copy."""
WRONG_TIME: Final[Wrong] = "wrong_time"
NO_NEIGHBOUR: Final = "no_neighbour"
"""What is said to whoever has signed with no secret that is known: the same for an office that nobody knows."""
_LONGEST_ID: Final = 200
_OF_IDS: Final = frozenset(string.ascii_letters + string.digits + "-_")


def body_of(notice: Outgoing, to: str) -> bytes:
    """Return what is said as JSON: how the closing stands, or what is answered; nobody is in it.

    Raises:
        NotHandedOver: there is nothing to say to a neighbour, for instance of an alarm.
    """
    if not notice.next_door or notice.mode != "actual":
        detail = "a neighbour's Trygg is told of closings, and of nothing else"
        raise NotHandedOver("refused", again=False, is_hers=True, detail=detail)
    said = {"format": FORMAT, "from": notice.office, "to": to, **notice.next_door}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def what_is_wrong(headers: Mapping[str, str], body: bytes, secrets: Iterable[bytes], at: datetime) -> Wrong | None:
    """Say what is wrong with a word: it is not signed with any of these secrets, or not of now; None for nothing."""
    id_, sent, said = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not 0 < len(id_) <= _LONGEST_ID or not _OF_IDS.issuperset(id_) or not sent.isascii() or not sent.isdigit():
        return "wrong_signature"
    if len(sent) > 11 or not said.isascii():
        return "wrong_signature"
    seconds = int(sent)
    # Each is looked at, so that nobody learns from the time it takes which one was nearly right.
    right = [hmac.compare_digest(said.encode(), signature(one, id_, seconds, body).encode()) for one in secrets]
    if not any(right) or str(seconds) != sent:
        return "wrong_signature"
    return None if abs(at.timestamp() - seconds) <= WINDOW.total_seconds() else WRONG_TIME


def understood(answer: Answer) -> Handed:
    """Return what an answer proves: as a webhook's, and that the two clocks differ where the other side says so.

    Raises:
        NotHandedOver: it has not been taken.
    """
    code = _code(answer.body)
    if answer.status == 404 and code == NO_NEIGHBOUR:  # also while its service begins, or its plan is being changed
        raise NotHandedOver("wrong_key", again=True, detail="the neighbour does not know us by this secret")
    if answer.status == 400 and code == WRONG_TIME:
        raise NotHandedOver("wrong_clock", again=True, detail="the neighbour's clock and ours are minutes apart")
    return as_webhook(answer.status)


def _code(body: bytes) -> Any:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told.get("code") if isinstance(told, dict) else None
