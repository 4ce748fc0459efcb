"""What the computer has to be like: room on its disk, a clock that is right, secrets that stay secret."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from service.cli.doctor.look import Look, fine, missing, note
from service.cli.first_run.folder import open_to_others
from service.notify.address import is_allowed
from service.settings import Settings

FREE_BYTES = 1_000_000_000
_ASKED_S = 5


def looks(settings: Settings, config: Path | None) -> Iterator[Look]:
    """Look at all of it."""
    yield disk(settings.data_dir)
    yield clock(_said(["timedatectl", "show", "-p", "NTPSynchronized"]), _said(["chronyc", "-n", "tracking"]))
    yield from secrets(settings, config)
    yield outside(settings)


def disk(folder: Path) -> Look:
    """Look whether there is room."""
    place = next((p for p in (folder, *folder.absolute().parents) if p.exists()), Path())
    free = shutil.disk_usage(place).free
    if free < FREE_BYTES:
        return missing(f"disk: {free // 1_000_000:,} MB free at {folder}; make room, presses are kept there")
    return fine(f"disk: {free // 1_000_000:,} MB free at {folder}")


def clock(timedatectl: str | None, chrony: str | None) -> Look:
    """Say whether the clock is kept right, by what two programs say of it; None where one is not there."""
    if "NTPSynchronized=yes" in (timedatectl or "") or "Leap status     : Normal" in (chrony or ""):
        return fine("clock: kept right by a time source")
    if "NTPSynchronized=no" in (timedatectl or "") or "Not synchronised" in (chrony or ""):
        return missing("clock: not kept right, and deadlines go by it; install chrony, or timedatectl set-ntp true")
    return note("clock: nobody here can say whether it is right (no timedatectl, no chrony); see that NTP runs")


def outside(settings: Settings) -> Look:
    """Say whether somebody outside would notice that the service is silent."""
    if settings.heartbeat_url is None:
        return note(
            "sign of life: nobody outside notices when this computer is off; set TRYGG_HEARTBEAT_URL to an address "
            "that calls you when no sign comes"
        )
    if not is_allowed(settings.heartbeat_url.get_secret_value()):
        return missing("sign of life: TRYGG_HEARTBEAT_URL is no https:// address without user and password; mend it")
    return fine("sign of life: an address outside is given one each minute while all is well")


def secrets(settings: Settings, config: Path | None) -> Iterator[Look]:
    """Look whether others on this computer may read what is secret."""
    in_file = any(isinstance(getattr(settings, name), SecretStr) for name in type(settings).model_fields)
    places = {
        "settings": config if in_file else None,
        "the provider's secret": settings.oidc_client_secret_file,
        "data folder": settings.data_dir,
    }
    for what, path in places.items():
        if path is None or not path.exists():
            continue
        if open_to_others(path):
            mode = "700" if path.is_dir() else "600"
            yield missing(f"{what}: others on this computer may read it; chmod {mode} {path}")
        else:
            yield fine(f"{what}: nobody else may read {path}")


def _said(command: list[str]) -> str | None:
    """Return what a program says; None where it is not there or says nothing in time."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - two commands of ours, found where the system has its programs
            [program, *command[1:]], capture_output=True, text=True, timeout=_ASKED_S, check=False, errors="replace"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
