"""Who a client or visitor is: no field asks for it, no column holds it, and no option of a command takes it."""

from pathlib import Path
from typing import Any, Final

import typer.main

from parts.asked_fields import description, of_forms, of_requests, words_of
from service.alarm.events import EVENTS
from service.cli.commands import app
from service.store.opening import open_store
from service.store.tables import metadata

ASKING: Final = frozenset(
    {
        *("client", "clients", "customer", "patient", "citizen", "applicant", "perpetrator", "suspect", "offender"),
        *("threatener", "aggressor", "guest", "visitor", "birth", "born", "personnummer", "pnr", "ssn", "identity"),
        *("dossier", "case", "diary", "journal", "matter"),
    }
)
"""What a field would be called that asks for it. How many visitors there are is asked (`visitors`), and not who."""
HER_OWN: Final = frozenset({"identity_provider", "client_data"})
"""Who somebody of the staff is at her agency's provider, and what her browser (a client, to WebAuthn) signs."""


def _asking(names: set[str]) -> set[str]:
    return {name for name in names - HER_OWN if not words_of(name).isdisjoint(ASKING)}


async def test_no_request_and_no_page_asks_for_it(tmp_path: Path) -> None:
    """Over HTTP, in a form, in an address."""
    requests, forms = of_requests(await description(tmp_path)), of_forms()
    assert len(requests) > 100
    assert len(forms) > 30
    assert _asking(requests | forms) == set()


def test_no_column_holds_it() -> None:
    """In no table of the database."""
    assert open_store is not None  # whose module reads that of every table
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert len(columns) > 100
    assert _asking(columns) == set()


def test_no_command_and_no_event_is_made_for_it() -> None:
    """No option takes it, and nothing that is recorded is about it."""

    def options(command: Any) -> set[str]:
        below = getattr(command, "commands", {}).values()
        own = {str(one.name) for one in getattr(command, "params", ())}
        return own.union(*(options(one) for one in below))

    assert len(options(typer.main.get_command(app))) > 50
    assert _asking(options(typer.main.get_command(app))) == set()
    assert [event for event in EVENTS if "Client" in event or "Visitor" in event] == ["VisitorsCounted"]
