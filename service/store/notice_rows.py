"""From notices to rows and back."""

import json
from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.alarm.states import Mode
from service.store.notice_port import Notice
from service.store.rows import Row


def notice_row(notice: Notice) -> dict[str, Any]:
    """Return the row of a notice."""
    return {
        "id": notice.id,
        "call": notice.call,
        "office": notice.office,
        "alarm": notice.alarm,
        "responder": notice.responder,
        "role": notice.role,
        "route": notice.route,
        "place": notice.place,
        "reach": notice.reach,
        "mode": notice.mode.value,
        "purpose": notice.purpose,
        "urgent": int(notice.urgent),
        "content": json.dumps(dict(notice.content), ensure_ascii=False, separators=(",", ":")),
        "due_at": instant(notice.due_at),
        "created_at": instant(notice.created_at),
        "state": notice.state,
        "attempts": notice.attempts,
        "leased_by": notice.leased_by,
        "leased_until": _told(notice.leased_until),
        "handed_over_at": _told(notice.handed_over_at),
        "provider_id": notice.provider_id,
        "reason": notice.reason,
        "answer_digest": notice.answer_digest,
        "answer_until": _told(notice.answer_until),
    }


def read_notice(row: Row) -> Notice:
    """Read a notice; the columns come in the table's order."""
    id_, call, office, alarm, responder, role, route, place, reach, mode, purpose, urgent, *rest = row
    content, due_at, created_at, state, attempts, leased_by, leased_until, handed_over_at, *last = rest
    provider_id, reason, answer_digest, answer_until = last
    return Notice(
        id=id_,
        call=call,
        office=office,
        alarm=alarm,
        responder=responder,
        role=role,
        route=route,
        place=place,
        reach=reach,
        mode=Mode(mode),
        purpose=purpose,
        urgent=bool(urgent),
        content=json.loads(content),
        due_at=parse_instant(due_at),
        created_at=parse_instant(created_at),
        state=state,
        attempts=attempts,
        leased_by=leased_by,
        leased_until=_read(leased_until),
        handed_over_at=_read(handed_over_at),
        provider_id=provider_id,
        reason=reason,
        answer_digest=answer_digest,
        answer_until=_read(answer_until),
    )


def _told(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _read(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
