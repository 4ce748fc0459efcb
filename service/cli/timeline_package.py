"""`trygg timeline package`: one alarm's record, with all that an investigation needs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.options import Config, Office
from service.cli.roll import with_roll
from service.cli.tongue import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roles.plan import Plan
    from service.access.roll import Roll
    from service.store.port import Store
    from service.timeline.entry import Entry
    from service.timeline.foreseen import Foreseen


def package(
    office: Office,
    alarm: Annotated[str, typer.Argument(help="The alarm's id.")],
    out: Annotated[Path, typer.Option(help="The ZIP file to write.", dir_okay=False)],
    lang: Annotated[Language | None, typer.Option(help="The language; else the office's first.")] = None,
    config: Config = None,
) -> None:
    """Pack one alarm's record for an investigation: to read, to count, and to check without Trygg.

    That it was taken stands in the record of access, and whoever stands in it is told who has read it.
    """

    async def pack(_: "Roll", store: "Store") -> bytes:
        from dataclasses import replace

        from service.access.trace import COMMAND
        from service.clock import SystemClock
        from service.privacy.commanded import note_alarm, reader
        from service.web.export.made import made
        from service.web.i18n import load
        from service.web.ports import Record
        from service.wiring.reviews import verify_office
        from service.wiring.taking import note_taking, taken

        found = await store.alarm(alarm)
        if found is None or found[0] != office:
            print(f"trygg: office {office!r} has no alarm {alarm!r}", file=sys.stderr)
            raise typer.Exit(1)
        entries = await store.alarm_entries(alarm)
        verdict = await verify_office(store, office)
        record = Record(office=office, alarm=alarm, entries=entries, verified=verdict.broken is None)
        at = SystemClock().now()
        took = await taken(store, record, at, most=None)
        facts, foreseen = await _known(store, office, took.plan, entries)
        spoken = lang.value if lang else facts["languages"][0]
        content = made("zip", replace(took, record=replace(record, foreseen=foreseen)), facts, spoken, load())
        await note_taking(store, record, "zip", COMMAND, at)
        await note_alarm(store, SystemClock(), list(entries), reader())
        return content

    content = with_roll(config, pack)
    try:
        out.write_bytes(content)
    except OSError as reason:
        print(f"trygg: {out} cannot be written ({reason.strerror}); name another file after --out", file=sys.stderr)
        raise typer.Exit(2) from None
    print(f"{out}: check it with its verify_export.py, or with `trygg timeline verify {office}`")


async def _known(
    store: "Store", office: str, text: str | None, entries: "Sequence[Entry]"
) -> "tuple[dict[str, Any], Foreseen | None]":
    """Return what is known of the office by the plan of that day, and what was to be expected."""
    from roles.document import load
    from service.api.facts import office_facts
    from service.dispatch.book import OfficePage
    from service.timeline.foreseen import foresee, press_in

    plan: Plan | None = load(text, source=f"{office}.yaml", today=entries[0].at.date()).plan if text else None
    if plan is None:
        bare: dict[str, Any] = {key: {} for key in ("people", "contacts", "zones", "roles", "outputs", "screens")}
        return {**bare, "office": office, "name": office, "languages": ["en"], "time_zone": "UTC"}, None
    page = OfficePage(plan=plan, keys=await store.identify(office, plan.people))
    pressed = press_in(entries, page.slugs) if "closing" not in entries[0].facts else None
    return office_facts(page, invented=False), foresee(plan, *pressed) if pressed else None
