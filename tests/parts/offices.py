"""Folders of plans for tests: the example offices, with their own deadlines or with short ones."""

import math
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
AS = ROOT / "roles" / "examples" / "as.yaml"
FJELLVIK = ROOT / "roles" / "examples" / "no-guard.yaml"
DEVICES = ROOT / "devices" / "examples" / "as.devices.yaml"
PEOPLE = {
    *("Bo Lind", "Elin Dahl", "Hassan Yusuf", "Ida Holm", "Farid Karimi", "Cecilia Ström", "David Åkesson"),
    *("Anna Berg", "Gunilla Nyström"),
}
"""Everybody in the invented office "as"."""

_DEADLINE = re.compile(r"\b(after|every|accept_within|arrive_within): (\d+) (s|min)\b")


def hurried(plan: str, by: int = 60) -> str:
    """Return a plan whose deadlines are that many times shorter, in whole seconds and never nothing."""

    def shorter(found: re.Match[str]) -> str:
        name, count, unit = found.groups()
        return f"{name}: {math.ceil(int(count) * (60 if unit == 'min' else 1) / by)} s"

    return _DEADLINE.sub(shorter, plan)


def lay_out(folder: Path, *, quick: bool = False) -> Path:
    """Write the invented offices `as` (with its six pendants) and `fjellvik` (no guard) into a new folder of plans.

    With `quick`, what takes a minute in the examples takes a second.
    """
    folder.mkdir(parents=True)
    for office, example in (("as", AS), ("fjellvik", FJELLVIK)):
        plan = example.read_text()
        (folder / f"{office}.yaml").write_text(hurried(plan) if quick else plan)
    # Nobody moves these pendants: in a run that takes minutes they are not to be lost.
    devices = DEVICES.read_text().replace("reporting_time: 180", "reporting_time: 86400")
    (folder / "as.devices.yaml").write_text(devices)
    return folder
