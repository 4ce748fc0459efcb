"""The invented office with everything that a closing needs: a lock on the front door, staff outside, a neighbour."""

from typing import Final

from parts.offices import AS

_OUT: Final = 'phone: "+46 70 000 00 {}", reached_by: [screen, sms]}}'
_LOCK: Final = "name: Entrédörrens lås, kind: door, zone: reception, for: 2 h, opens_from_inside: true, door: front"
_DOOR: Final = "name: Entrédörren, between: [entrance, reception], lockable: true, kept_shut_by: door"
_CHANGES: Final = (
    ("\n  counter-door:", f"\n  front: {{{_DOOR}}}\n  counter-door:"),
    ("\npeople:\n", f"\noutputs:\n  front-lock: {{{_LOCK}}}\n\npeople:\n"),
    ("Åkesson, home: desk-3}", f"Åkesson, home: desk-3, {_OUT.format('09')}"),
    ("Dahl, home: desk-2}", f"Dahl, home: desk-2, {_OUT.format('10')}"),
    ("\nroles:\n", "\ngroups:\n  field: {name: Ute på besök, who: [david, elin]}\n\nroles:\n"),
    ("      role: door\n", "      role: door\n      doors: [front]\n      switch: [front-lock]\n"),
    ("  neighbours: [cafe]\n", "  neighbours: [cafe]\n  outside: field\n  entrances: [main]\n"),
)


def closing_text() -> str:
    """The plan's text: every change is made exactly once."""
    text = AS.read_text(encoding="utf-8")
    for old, new in _CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
