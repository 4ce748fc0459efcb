"""The invented office of nights: with a lock, a siren and a lamp, staff outside, and a neighbour."""

from pathlib import Path
from typing import Final

from parts.closing_office import closing_text
from parts.offices import lay_out

CALLS: Final = "      - call: [colleague, guard, door]\n"
OUTPUTS: Final = "\noutputs:\n"
SIREN: Final = "  siren: {name: Sirenen, kind: siren, zone: staff-room, for: 90 s, in_drills: true}\n"
LAMP: Final = "  lamp: {name: Lampan, kind: lamp, zone: room-114, for: 2 min}\n"
ENROLLED: Final = "\noutputs:\n  as: {siren: {address: siren-yard}, lamp: {}, front-lock: {channel: lock-2}}\n"

LONGEST: Final = {"siren-yard": 90.0, "lamp": 120.0, "front-lock": 7200.0}
"""For how many seconds each output is on at most, by its address."""

AUDIBLE: Final = "siren-yard"
CALM: Final = "lamp"
"""By their addresses: the siren far from where the threat may be, and the lamp in a room that has to stay calm."""


def build(folder: Path) -> Path:
    """Write the office's plan and its devices into a new folder of plans."""
    lay_out(folder)
    plan = closing_text()
    assert plan.count(OUTPUTS) == plan.count(CALLS) == 1
    plan = plan.replace(OUTPUTS, f"{OUTPUTS}{SIREN}{LAMP}")
    plan = plan.replace(CALLS, f"{CALLS}        switch: [siren, lamp]\n")
    (folder / "as.yaml").write_text(plan)
    devices = folder / "as.devices.yaml"
    devices.write_text(devices.read_text() + ENROLLED)
    return folder
