"""`trygg doctor`: one line for each thing that has to be right before real use."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service.cli.options import Config, settings_from

if TYPE_CHECKING:
    from service.cli.doctor.look import Look
    from service.settings import Settings


def doctor(config: Config = None) -> None:
    """Say in one line each what works and what is missing before real use; ends with 1 when something is missing."""
    settings = settings_from(config)
    looks = list(everything(settings, config))
    for look in looks:
        print(look)
    raise typer.Exit(1 if any(look.mark == "MISSING" for look in looks) else 0)


def everything(settings: "Settings", config: Path | None) -> "Iterator[Look]":
    """Look at all there is to look at, in the order in which an operator would mend it."""
    from devices.merge import merge
    from service.cli.doctor import (
        backups,
        broker,
        buttons,
        front,
        heads,
        keeping,
        machine,
        people,
        plan_ways,
        plans,
        ways_out,
    )
    from service.cli.doctor.look import fine, missing
    from service.cli.doctor.record import read_record
    from service.cli.doctor_credentials import credential_looks
    from service.cli.doctor_provider import provider_look
    from service.cli.planfile import devices_in
    from service.clock import SystemClock

    now = SystemClock().now()
    loaded = plans.load_all(settings.plans_dir, now.date())
    record, looks = asyncio.run(read_record(settings))
    yield from plans.files(settings.plans_dir, loaded, now.date())
    yield from looks
    if record is not None:
        offices = sorted({*record.lives, *(one.plan.office for one in loaded.values() if one.plan)})
        yield from plans.in_force(record.lives, now)
        yield from people.accounts(record.accounts)
        yield from people.rights(record.accounts, offices)
        yield from people.screens(record.screens, offices, now)
        yield from people.tokens(record.tokens, now)
    else:
        yield from people.accounts(())
    listed = merge(devices_in(settings.plans_dir), record.enrolled if record else ()).inventory.devices
    known = {one.plan.office: one.plan for one in loaded.values() if one.plan}
    yield from buttons.looks(listed, known, now.date())
    yield from keeping.looks(settings, {*known, *(record.lives if record else ())})
    yield from front.looks(settings, now)
    told = [provider_look(settings), *asyncio.run(credential_looks(settings))]
    yield from asyncio.run(broker.looks(settings, now))
    yield from asyncio.run(ways_out.looks(settings))
    yield from heads.looks(settings)
    yield from plan_ways.looks(settings.routes_path, (one.plan for one in loaded.values() if one.plan))
    yield from (fine(what) if good else missing(what) for good, what in told)
    yield from machine.looks(settings, config)
    yield backups.backups(settings, now)
