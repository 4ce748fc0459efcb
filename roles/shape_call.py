"""Tree → what the plan says for a call to the police or an ambulance."""

from types import MappingProxyType

from roles.emergency_call import HELPERS, EmergencyCall, Entrance
from roles.grammar import EMERGENCY_CALL, ENTRANCE, NUMBERS
from roles.reading import Sheet


def read_emergency_call(plan: Sheet) -> EmergencyCall:
    """Return what a plan's table says; nothing is known where there is none."""
    sheet = plan.sheet("emergency_call", EMERGENCY_CALL.known)
    section = sheet.sheet("entrances")
    entrances = {
        id_: _entrance(id_, Sheet(node, (*section.path, id_), section.notes, known=ENTRANCE.known))
        for id_, node in section.nodes.items()
    }
    numbers = sheet.sheet("numbers", NUMBERS.known)
    return EmergencyCall(
        address=sheet.text("address"),
        call_back=sheet.text("call_back"),
        entrances=MappingProxyType(entrances),
        numbers=MappingProxyType({one: said for one in HELPERS if (said := numbers.text(one)) is not None}),
    )


def _entrance(id_: str, sheet: Sheet) -> Entrance:
    return Entrance(id=id_, name=sheet.text("name") or id_, zone=sheet.text("zone"), say=sheet.text("say"))
