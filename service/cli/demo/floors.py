"""The floors of the demo's office, drawn: where each zone of the example plan lies, in metres."""

import re
from typing import Final

DRAWN: Final = {
    "entrance": "[[0, 12], [4, 12], [4, 16], [0, 16]]",
    "reception": "[[4, 10], [10, 10], [10, 16], [4, 16]]",
    "waiting-room": "[[10, 12], [16, 12], [16, 16], [10, 16]]",
    "counter-1": "[[4, 6], [10, 6], [10, 10], [4, 10]]",
    "corridor-1": "[[10, 10], [28, 10], [28, 12], [10, 12]]",
    "room-114": "[[10, 6], [14, 6], [14, 10], [10, 10]]",
    "room-115": "[[14, 6], [18, 6], [18, 10], [14, 10]]",
    "desk-1": "[[18, 6], [22, 6], [22, 10], [18, 10]]",
    "desk-2": "[[22, 6], [28, 6], [28, 10], [22, 10]]",
    "staff-zone": "[[0, 0], [28, 0], [28, 6], [0, 6]]",
    "security-room": "[[0, 6], [4, 6], [4, 12], [0, 12]]",
    "stairs": "[[16, 12], [20, 12], [20, 16], [16, 16]]",
    "back-stairs": "[[28, 0], [32, 0], [32, 6], [28, 6]]",
    "corridor-2": "[[0, 5], [26, 5], [26, 7], [0, 7]]",
    "room-214": "[[10, 0], [15, 0], [15, 5], [10, 5]]",
    "desk-3": "[[15, 0], [19, 0], [19, 5], [15, 5]]",
    "desk-4": "[[19, 0], [23, 0], [23, 5], [19, 5]]",
    "staff-room": "[[0, 0], [10, 0], [10, 5], [0, 5]]",
    "retreat-room": "[[10, 7], [16, 7], [16, 11], [10, 11]]",
}
"""Zone → its corners as a plan writes them. The example itself stays undrawn: an office begins so."""


def drawn(plan: str) -> str:
    """Return the example plan's text with its zones drawn; a zone that does not stand on one line stays as it is."""
    for zone, shape in DRAWN.items():
        line = re.compile(r"^(  " + zone + r": \{name: [^}]*, kind: [^}]*)\}$", re.MULTILINE)
        found = line.search(plan)
        if found is not None:
            plan = f"{plan[: found.end(1)]}, shape: {shape}{plan[found.end(1) :]}"
    return plan
