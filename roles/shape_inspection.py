"""Tree → the turns in which rooms and doors are looked over."""

from types import MappingProxyType

from roles.grammar import QUESTION
from roles.inspection import LONGEST, QUESTIONS, Inspection
from roles.reading import Sheet


def read_inspection(id_: str, sheet: Sheet, languages: tuple[str, ...]) -> Inspection:
    """Return the turn that a table describes; one that says no time is due once a year."""
    sheet.need("of", "of: [room-114, staff-door]")
    sheet.need("every", "every: 30 d")
    every = sheet.duration("every")
    section = sheet.sheet("also")
    own = {
        word: Sheet(node, (*section.path, word), section.notes, known=QUESTION.known).texts("say", languages)
        for word, node in section.nodes.items()
    }
    return Inspection(
        id=id_,
        name=sheet.text("name") or id_,
        of=sheet.words("of"),
        every=LONGEST if every is None else every,
        by=sheet.text("by"),
        questions=sheet.words_of("ask", tuple(QUESTIONS)),
        own=MappingProxyType(own),
    )
