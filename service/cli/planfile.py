"""Plan files on disk: a plan together with the standards that lie beside it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import typer

from devices.inventory import Device
from roles.document import load
from roles.inherit import Standards
from roles.loaded import Loaded
from roles.plan import Finding, Plan
from roles.sentence import Translate

SCENARIOS = "scenarios"
"""The folder beside a plan in which its scenarios are looked for, in a file of the same name."""

STANDARD = ".standard.yaml"
"""How the file of a standard is named: its name before this."""


def beside(file: Path) -> Standards:
    """Return what finds a standard by its name in the folder of a plan's file."""

    def find(name: str) -> bytes | None:
        try:
            return (file.parent / f"{name}{STANDARD}").read_bytes()
        except FileNotFoundError:
            return None

    return find


def scenarios_of(file: Path) -> Path | None:
    """Return the file of what a plan has to pass, where there is one beside it."""
    scenarios = file.parent / SCENARIOS / file.name
    return scenarios if scenarios.is_file() else None


def failed_scenarios(file: Path, plan: Plan) -> tuple[Finding, ...]:
    """Return what a plan does not do of what the scenarios beside it expect, each as a warning.

    Raises:
        OSError: the scenarios cannot be read.
    """
    from roles.simulate_judge import scenarios_failed

    found = scenarios_of(file)
    if found is None:
        return ()
    return tuple(
        replace(one, severity="warning") for one in scenarios_failed(plan, found.read_bytes(), source=str(found))
    )


def load_file(file: Path, *, today: date | None = None) -> Loaded:
    """Return what came of a plan file, put on its standard if it names one.

    Raises:
        OSError: the file, or its standard, cannot be read.
    """
    return load(file.read_bytes(), source=str(file), today=today, standards=beside(file))


def devices_in(folder: Path) -> tuple[Device, ...]:
    """Return the devices that the lists in a folder enrol; a list that cannot be read enrols none."""
    from devices.document import load as load_devices

    found: list[Device] = []
    for path in sorted(folder.glob("*devices.yaml")):
        try:
            found += load_devices(path.read_bytes(), path.name).inventory.devices
        except OSError:
            continue
    return tuple(found)


def load_plan(file: Path, translate: Translate) -> Plan:
    """Return the plan of a file; where it has errors, say them and end with 1.

    Raises:
        OSError: the file, or its standard, cannot be read.
    """
    from service.cli.tongue import line

    loaded = load_file(file)
    if loaded.plan is None:
        for finding in loaded.findings:
            print(line(finding, translate))
        raise typer.Exit(1)
    return loaded.plan


def must_know(plan: Plan, known: Collection[str], words: Iterable[str], option: str) -> None:
    """Refuse a word of an option that the plan does not know, with the one that was meant.

    Raises:
        typer.BadParameter: the plan does not know a word.
    """
    from roles.word import did_you_mean, shown

    for word in words:
        if word not in known:
            told = f"{plan.source} does not know {shown(word)}. {did_you_mean(word, known)}"
            raise typer.BadParameter(told, param_hint=option)
