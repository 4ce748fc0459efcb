"""Whether each office has a plan that can be used, is approved, and holds for a while yet."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from roles.loaded import Loaded
from service.cli.doctor.look import Look, fine, missing
from service.cli.planfile import STANDARD, load_file
from service.life.life import Life

SOON_DAYS = 30
"""Days before a plan's last one from which somebody has to look through it; the screens say it in the last week."""


def load_all(folder: Path, today: date) -> dict[Path, Loaded]:
    """Return what came of each plan in a folder; one that cannot be read is left out, and `files` says so."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        if not path.name.endswith(("devices.yaml", STANDARD)):
            try:
                found[path] = load_file(path, today=today)
            except OSError:
                continue
    return found


def files(folder: Path, loaded: Mapping[Path, Loaded], today: date) -> Iterator[Look]:
    """Look at the files in the folder of plans."""
    for path in sorted(folder.glob("*.yaml")):
        if not path.name.endswith(("devices.yaml", STANDARD)):
            yield _file(path, loaded.get(path), today)
    if not loaded:
        yield missing(f"plans: no plan in {folder}; begin one on the start page, or see trygg plan template")
    if not list(folder.glob("*devices.yaml")):
        yield missing(
            f"devices: no *.devices.yaml in {folder}, so no button is enrolled; docs/how-to/enrol-a-button.md"
        )


def _file(path: Path, loaded: Loaded | None, today: date) -> Look:
    if loaded is None:
        return missing(f"plan {path.name}: cannot be read; see to its owner: {path}")
    if loaded.plan is None:
        return missing(f"plan {path.name}: has errors; run trygg plan check {path}")
    if loaded.plan.expires and loaded.plan.expires < today:
        return missing(f"plan {path.name}: expired on {loaded.plan.expires}; renew it")
    return fine(f"plan {path.name}: can be used, {len(loaded.findings)} warnings")


def in_force(lives: Mapping[str, Life], now: datetime) -> Iterator[Look]:
    """Look at the plan that holds in each office."""
    for office, ever in sorted(lives.items()):
        life = ever.at(now)
        if life.current is None:
            yield missing(f"office {office}: no plan is in force; publish one at /plan/{office}")
            continue
        version = life.version(life.current)
        expires = version.publication.expires if version.publication else None
        left = (expires - now.date()).days if expires else None
        if version.approval is None:
            yield missing(f"office {office}: nobody has approved the plan in force; its manager does at /plan/{office}")
        if version.view is not None and version.view.is_open:
            yield missing(f"office {office}: the safety representative objects; answer at /plan/{office}")
        if left is not None and left < 0:
            yield missing(f"office {office}: its plan expired on {expires}; publish it again at /plan/{office}")
        elif left is not None and left <= SOON_DAYS:
            yield missing(f"office {office}: its plan holds until {expires}; look through it, then publish it again")
        elif version.approval is not None:
            yield fine(f"office {office}: an approved plan is in force until {expires}")
