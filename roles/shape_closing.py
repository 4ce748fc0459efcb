"""Tree → what a plan says of closing the office."""

from types import MappingProxyType

from roles.closing import LOOK_AGAIN, Closing, ClosingItem
from roles.grammar import CLOSING, CLOSING_ITEM
from roles.reading import Sheet


def read_closing(plan: Sheet, languages: tuple[str, ...]) -> Closing | None:
    """Return how the office closes; None where the plan does not say."""
    if "closing" not in plan:
        return None
    sheet = plan.sheet("closing", CLOSING.known)
    sheet.need("checklist", "checklist: {front-door: {say: Lock the front door, role: door}}")
    lines = sheet.sheet("checklist")
    look_again = sheet.duration("look_again")
    return Closing(
        items=MappingProxyType(
            {id_: _item(id_, lines.sheet(id_, CLOSING_ITEM.known), languages) for id_ in lines.nodes}
        ),
        entrances=sheet.words("entrances"),
        neighbours=sheet.words("neighbours"),
        outside=sheet.text("outside"),
        look_again=LOOK_AGAIN if look_again is None else look_again,
    )


def _item(id_: str, sheet: Sheet, languages: tuple[str, ...]) -> ClosingItem:
    sheet.need("say", "say: Lock the front door")
    sheet.need("role", "role: door")
    return ClosingItem(
        id=id_,
        say=sheet.texts("say", languages),
        role=sheet.text("role"),
        doors=sheet.words("doors"),
        switch=sheet.words("switch"),
    )
