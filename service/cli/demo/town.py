"""The demo's office: the example plan and its pendants, copied into a folder of the demo's own."""

from importlib.resources import files
from pathlib import Path

OFFICE = "as"


def lay_out(folder: Path) -> Path:
    """Copy the example office into a new folder of plans and return that folder."""
    plans = folder / "plans"
    plans.mkdir()
    for package, name in (("roles", f"{OFFICE}.yaml"), ("devices", f"{OFFICE}.devices.yaml")):
        (plans / name).write_bytes(files(package).joinpath("examples", name).read_bytes())
    return plans
