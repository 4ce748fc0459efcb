"""The invented office and the alarms that the pages' tests show."""

from datetime import timedelta
from typing import Any

from service.alarm.instant import instant
from web.harness import now

PEOPLE = {
    "p-anna": "Anna Berg",
    "p-bo": "Bo Lind",
    "p-cecilia": "Cecilia Ek",
    "p-david": "David Nilsson",
    "p-eva": "Eva Strand",
    "p-fatima": "Fatima Hassan",
    "p-gun": "Gun Åkesson",
    "p-per": "Per Sund",
    "p-ylva": "Ylva Öst",
}


RULE = {"call": ["police-contact"], "when": ["two_pressers", "responder", "lead"]}


def facts() -> dict[str, Any]:
    """Return the office's static facts, as the API answers them."""

    def role(sv: str, nb: str, en: str, duty: str, **more: str) -> dict[str, Any]:
        parts = {"first": duty, **{part: more.get(part, "") for part in ("then", "done_when", "never")}}
        every = ("sv", "nb", "en")
        return {
            "title": {"sv": sv, "nb": nb, "en": en},
            "duty": dict.fromkeys(every, duty),
            "parts": dict.fromkeys(every, parts),
        }

    return {
        "office": "as",
        "name": "Medborgarkontoret Ås",
        "languages": ["sv", "nb", "en"],
        "time_zone": "Europe/Stockholm",
        "invented": True,
        "zones": {
            "room-114": {"name": "Rum 114", "kind": "meeting_room", "floor": 1},
            "counter": {"name": "Disken", "kind": "counter", "floor": 1},
            "room-221": {"name": "Samtalsrummet vid trapphus B, norra flygeln 221", "kind": "meeting_room", "floor": 2},
            "reception": {"name": "Receptionen", "kind": "reception", "floor": 1},
        },
        "people": {key: {"id": key[2:], "name": name} for key, name in PEOPLE.items()},
        "roles": {
            "colleague": role(
                "Närmaste kollega",
                "Nærmeste kollega",
                "Nearest colleague",
                "Gå till dörren, knacka och säg: Anna, telefon till dig. Gå aldrig in ensam.",
                then="Vänta utanför tills ni är två, och håll dörren i sikte hela tiden.",
                done_when="Kollegan är i säkerhet i personalavdelningens konferensrum.",
                never="Stå aldrig mellan besökaren och utgången.",
            ),
            "guard": role("Väktare", "Vekter", "Guard", "Gå till rummet och stanna tills det är över."),
            "manager": role("Chef", "Leder", "Manager", "Ta över, och se till att ingen är ensam."),
            "door": role("Dörren", "Døra", "Door", "Håll entrédörren och släpp ingen in."),
            "police-contact": role("Poliskontakt", "Politikontakt", "Police contact", "Ring 112 och stanna i luren."),
        },
        "lead": ["p-eva", "p-ylva"],
        "emergency_call": {
            "address": "Storgatan 1, 000 00 Ås",
            "call_back": "+46 8 000 00 00",
            "numbers": {"police": "112", "medical": "112", "fire": "112"},
            "helper": {"emergency": "police", "assist": "police", "medical": "medical"},
            "entrances": {
                "main": {"name": "Huvudentrén mot Storgatan", "say": "Glasdörrarna under skylten"},
                "back": {"name": "Personalingången mot Bakgatan", "say": None},
            },
            "nearest": {"room-114": "main", "counter": "main", "reception": "main", "room-221": "back"},
        },
        "contacts": {"contact:police": {"name": "Polisens kontaktperson"}},
        "screens": {
            "staff": {"name": "Personalrummet", "zone": None, "audience": "staff"},
            "reception": {"name": "Receptionen", "zone": "reception", "audience": "discreet"},
            "street": {"name": "Entrén", "zone": "reception", "audience": "public"},
        },
        "plan": {"version": "abc", "findings": [], "state": "good"},
    }


def today() -> dict[str, Any]:
    """Return who would respond now."""

    def row(role: str, responder: str, position: str = "duty") -> dict[str, Any]:
        presence = {"p-anna": "here_today", "contact:police": "outside"}.get(responder, "by_roster")
        reason = {"code": "holder", "args": {}}
        return {"role": role, "responder": responder, "position": position, "reason": reason, "presence": presence}

    def person(key: str, *hours: tuple[str, str]) -> dict[str, Any]:
        told = [{"start": f"2026-11-23T{start}:00Z", "until": f"2026-11-23T{until}:00Z"} for start, until in hours]
        fact = {"p-anna": "here", "p-bo": "absent"}.get(key)
        by_plan = "by_roster" if hours else "off_duty"
        presence = {"here": "here_today", "absent": "absent"}.get(fact or "", by_plan)
        return {"person": key, "name": PEOPLE[key], "fact": fact, "until": None, "hours": told, "in_roster": True,
                "presence": presence}  # fmt: skip

    return {
        "day": "2026-11-23",
        "absent": ["p-bo"],
        "here": ["p-anna"],
        "roster": [
            row("colleague", "p-anna", "waits_at_door"),
            row("colleague", "p-cecilia", "goes_in"),
            row("guard", "p-david"),
            row("manager", "p-eva"),
            row("police-contact", "contact:police"),
        ],
        "missing": [
            {
                "role": "door",
                "missing": 1,
                "reason": {"code": "nobody_left", "args": {}},
                "could": ["p-gun", "p-ylva"],
            }
        ],
        "opening": None,
        "people": [
            *(person(key, ("07:00", "15:30")) for key in PEOPLE if key not in ("p-gun", "p-ylva", "p-per")),
            person("p-per", ("07:00", "11:00"), ("12:00", "16:00")),
            person("p-gun"),
            person("p-ylva"),
        ],
    }


def responder(key: str, role: str = "colleague", state: str = "called", **more: Any) -> dict[str, Any]:
    """Return one responder's row."""
    at = now()
    row: dict[str, Any] = {
        "responder": key, "role": role, "state": state, "position": "duty", "walk_ms": None, "reason": None,
        "reach": "inside", "presence": "by_roster", "accept_by": None, "arrive_by": None, "since": instant(at),
        "failed": None,
    }  # fmt: skip
    if state == "called":
        row["accept_by"] = instant(at + timedelta(seconds=14))
    if state == "accepted":
        row["arrive_by"] = instant(at + timedelta(seconds=74))
    return {**row, **more}


def alarm(**more: Any) -> dict[str, Any]:
    """Return an alarm in room 114 that was raised a moment ago."""
    at = now() - timedelta(seconds=6)
    view: dict[str, Any] = {
        "alarm": "a-2h7k4q5m6n7p2r3s4t5v6w7x2y", "state": "raised", "mode": "actual", "kind": "emergency",
        "zone": "room-114", "device": "as/pendant-1", "presser": "p-fatima", "raised_at": instant(at),
        "last_at": instant(at), "next_at": instant(at + timedelta(seconds=20)),
        "step_at": instant(at + timedelta(seconds=26)), "step": 0, "exhausted": 0, "last_resort": "112",
        "answered_when": {"accepted": 0, "arrived": 1}, "answered": False, "acknowledged_by": None, "presses": 1,
        "responders": [
            responder("p-anna", position="waits_at_door", walk_ms=12000),
            responder("p-cecilia", position="goes_in", walk_ms=21000),
            responder("p-david", "guard"),
        ],
        "seen_by": [], "missing": [], "names": {}, "police": "not_called", "police_rule": RULE,
        "police_asked": None, "mistake": None, "cleared_by": None, "cancelled_by": None, "seen_her": None,
    }  # fmt: skip
    return {**view, **more}


def asked(**more: Any) -> dict[str, Any]:
    """Return an alarm in which somebody there has asked for the police, and no call could leave."""
    contact = responder("contact:police", "police-contact", "silent", reach="outside", failed="no_route")
    told = {"because": "responder", "by": "p-anna", "at": instant(now() - timedelta(seconds=9))}
    view = helped(**{"police_asked": told, **more})
    return {**view, "responders": [*view["responders"], contact]}


def exhausted(**more: Any) -> dict[str, Any]:
    """Return an alarm that nobody has answered to the end of the plan."""
    rows = [
        responder("p-anna", state="silent", position="waits_at_door", walk_ms=12000),
        responder("p-cecilia", state="declined", position="goes_in", walk_ms=21000),
        responder("p-david", "guard", state="silent"),
        responder("p-eva", "manager"),
        responder("contact:police", "police-contact", reach="outside"),
    ]
    raised = instant(now() - timedelta(seconds=128))
    return alarm(**{"responders": rows, "exhausted": 2, "police": "not_called", "raised_at": raised, **more})


def helped(**more: Any) -> dict[str, Any]:
    """Return an alarm with somebody there and somebody coming."""
    rows = [
        responder("p-anna", state="arrived", position="waits_at_door", walk_ms=12000),
        responder("p-cecilia", state="accepted", position="goes_in", walk_ms=21000),
        responder("p-david", "guard", state="silent"),
        responder("p-eva", "manager", state="called"),
    ]
    missing = [{"role": "door", "missing": 1, "step": 0}]
    raised = instant(now() - timedelta(seconds=48))
    return alarm(**{
        "state": "acknowledged", "responders": rows, "missing": missing, "acknowledged_by": "p-anna",
        "raised_at": raised, "answered": True, **more,
    })  # fmt: skip
