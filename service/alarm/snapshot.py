"""An alarm's state as JSON and back: what the store keeps beside the events, and what must equal their replay."""

from datetime import timedelta
from typing import Any

from service.alarm import closed_office, muster
from service.alarm.alarm import Alarm, Lead, Located, Mistake, MoreAsked, PoliceCall, Responder, Switched
from service.alarm.instant import instant, parse_instant
from service.alarm.instruct import read_guidance, write_guidance
from service.alarm.response import Script
from service.alarm.states import Mode, ResponderState, State


def write(alarm: Alarm) -> dict[str, Any]:
    """Return the whole state as JSON; sets become sorted lists, so that equal states are equal text."""
    return {
        "id": alarm.id,
        "state": alarm.state.value,
        "mode": alarm.mode.value,
        "kind": alarm.kind,
        "zone": alarm.zone,
        "open_key": alarm.open_key,
        "presser": alarm.presser,
        "plan": alarm.plan,
        "script": alarm.script.as_json(),
        "raised_at": instant(alarm.raised_at),
        "step": alarm.step,
        "step_at": instant(alarm.step_at),
        "responders": {key: _write_responder(r) for key, r in alarm.responders.items()},
        "press_keys": sorted(alarm.press_keys),
        "pressers": sorted(alarm.pressers),
        "also_pressed": sorted(alarm.also_pressed),
        "uncounted": sorted(alarm.uncounted),
        "devices": dict(alarm.devices),
        "feedback": alarm.feedback,
        "seen_by": sorted(alarm.seen_by),
        "police_asked_at": instant(alarm.police_asked_at) if alarm.police_asked_at else None,
        "lead": _write_lead(alarm.lead),
        "more_asked": _write_more(alarm.more_asked),
        "police_calls": {by: _write_police_call(call) for by, call in alarm.police_calls.items()},
        "situation": dict(alarm.situation),
        "mistake": _write_mistake(alarm.mistake) if alarm.mistake else None,
        **({"calm": sorted(alarm.calm)} if alarm.calm else {}),
        **({"outputs": {id_: _write_switched(one) for id_, one in alarm.outputs.items()}} if alarm.outputs else {}),
        **({"located": _write_located(alarm.located)} if alarm.located else {}),
        **({"muster": muster.write(alarm.muster)} if alarm.muster else {}),
        **({"closing": closed_office.write(alarm.closing)} if alarm.closing else {}),
        **({"released": True} if alarm.released else {}),
        **({"let_go": sorted(alarm.let_go)} if alarm.let_go else {}),
        **write_guidance(alarm.guidance),
    }


def read(stored: dict[str, Any]) -> Alarm:
    """Read a state that `write` has written, in this version or an earlier one."""
    asked_at, mistake = stored.get("police_asked_at"), stored.get("mistake")
    return Alarm(
        id=stored["id"],
        state=State(stored["state"]),
        mode=Mode(stored["mode"]),
        kind=stored["kind"],
        zone=stored["zone"],
        open_key=stored["open_key"],
        presser=stored["presser"],
        plan=stored["plan"],
        script=Script.from_json(stored["script"]),
        raised_at=parse_instant(stored["raised_at"]),
        step=stored["step"],
        step_at=parse_instant(stored["step_at"]),
        responders={key: _read_responder(r) for key, r in stored["responders"].items()},
        press_keys=frozenset(stored["press_keys"]),
        pressers=frozenset(stored["pressers"]),
        also_pressed=frozenset(stored.get("also_pressed", ())),
        uncounted=frozenset(stored["uncounted"]),
        devices=dict(stored["devices"]),
        feedback=stored["feedback"],
        seen_by=frozenset(stored.get("seen_by", ())),
        police_asked_at=parse_instant(asked_at) if asked_at else None,
        lead=_read_lead(stored.get("lead")),
        more_asked=_read_more(stored.get("more_asked")),
        police_calls={by: _read_police_call(call) for by, call in stored.get("police_calls", {}).items()},
        situation=dict(stored.get("situation", {})),
        mistake=Mistake(**{**mistake, "at": parse_instant(mistake["at"])}) if mistake else None,
        calm=frozenset(stored.get("calm", ())),
        outputs={id_: _read_switched(one) for id_, one in stored.get("outputs", {}).items()},
        located=_read_located(stored.get("located")),
        muster=muster.read(stored.get("muster")),
        closing=closed_office.read(stored["closing"]) if "closing" in stored else None,
        released=stored.get("released", False),
        let_go=frozenset(stored.get("let_go", ())),
        guidance=read_guidance(stored.get("guidance")),
    )


def _write_located(located: Located) -> dict[str, Any]:
    return {
        "usual": located.usual,
        "zone": located.zone,
        "at": instant(located.at) if located.at else None,
        "by": located.by,
        "confidence": located.confidence,
        "doubted_by": located.doubted_by,
        "doubted_at": instant(located.doubted_at) if located.doubted_at else None,
    }


def _read_located(stored: dict[str, Any] | None) -> Located | None:
    if not stored:
        return None
    at, doubted_at = stored["at"], stored["doubted_at"]
    told = {"at": parse_instant(at) if at else None, "doubted_at": parse_instant(doubted_at) if doubted_at else None}
    return Located(**{**stored, **told})


def _write_switched(switched: Switched) -> dict[str, Any]:
    return {"until": instant(switched.until), "state": switched.state}


def _read_switched(stored: dict[str, Any]) -> Switched:
    return Switched(until=parse_instant(stored["until"]), state=stored["state"])


def _write_mistake(mistake: Mistake) -> dict[str, Any]:
    return {
        "by": mistake.by,
        "at": instant(mistake.at),
        "under_duress": mistake.under_duress,
        "stands": mistake.stands,
    }


def _write_responder(responder: Responder) -> dict[str, Any]:
    within = responder.arrive_within
    return {
        "state": responder.state.value,
        "role": responder.role,
        "reach": responder.reach,
        "accept_by": instant(responder.accept_by) if responder.accept_by else None,
        "arrive_within_ms": round(within.total_seconds() * 1000) if within is not None else None,
        "arrive_by": instant(responder.arrive_by) if responder.arrive_by else None,
        **({"routes": list(responder.routes)} if responder.routes else {}),
    }


def _read_responder(stored: dict[str, Any]) -> Responder:
    within = stored["arrive_within_ms"]
    return Responder(
        state=ResponderState(stored["state"]),
        role=stored["role"],
        reach=stored["reach"],
        accept_by=parse_instant(stored["accept_by"]) if stored["accept_by"] else None,
        arrive_within=timedelta(milliseconds=within) if within is not None else None,
        arrive_by=parse_instant(stored["arrive_by"]) if stored["arrive_by"] else None,
        routes=tuple(stored.get("routes", ())),
    )


def _write_lead(lead: Lead | None) -> dict[str, Any] | None:
    if lead is None:
        return None
    return {"responder": lead.responder, "since": instant(lead.since), "because": lead.because}


def _read_lead(stored: dict[str, Any] | None) -> Lead | None:
    return Lead(**{**stored, "since": parse_instant(stored["since"])}) if stored else None


def _write_more(more: MoreAsked | None) -> dict[str, Any] | None:
    return {"by": more.by, "at": instant(more.at), "count": more.count} if more else None


def _read_more(stored: dict[str, Any] | None) -> MoreAsked | None:
    return MoreAsked(**{**stored, "at": parse_instant(stored["at"])}) if stored else None


def _write_police_call(call: PoliceCall) -> dict[str, Any]:
    answered_at = instant(call.answered_at) if call.answered_at else None
    return {"at": instant(call.at), "number": call.number, "answered_at": answered_at}


def _read_police_call(stored: dict[str, Any]) -> PoliceCall:
    answered_at = parse_instant(stored["answered_at"]) if stored["answered_at"] else None
    return PoliceCall(at=parse_instant(stored["at"]), number=stored["number"], answered_at=answered_at)
