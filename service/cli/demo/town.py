"""The demo's office: the example plan with its floors drawn, and its pendants, in a folder of the demo's own."""

from importlib.resources import files
from pathlib import Path

from service.cli.demo.floors import drawn

OFFICE = "as"


def lay_out(folder: Path) -> Path:
    """Copy the example office into a new folder of plans and return that folder."""
    plans = folder / "plans"
    plans.mkdir()
    for package, name in (("roles", f"{OFFICE}.yaml"), ("devices", f"{OFFICE}.devices.yaml")):
        text = files(package).joinpath("examples", name).read_text(encoding="utf-8")
        (plans / name).write_text(drawn(text) if package == "roles" else text, encoding="utf-8")
    return plans
