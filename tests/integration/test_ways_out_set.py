"""Where Trygg connects without judging the address, an operator's file says so: no page, no API and no plan can.

Mail servers, alarm receiving centres, brokers, apprise's services and the brokers of the site stand in `routes.toml`,
`brokers.toml` and the settings. They are not judged (`service/network` would refuse most of them, as they stand in the
house); so nothing but those files may name them.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from parts.asked_fields import description, of_forms, of_requests, words_of
from roles.plan import Plan
from service.notify.port import Address

ROOT = Path(__file__).parents[2]
TABLES: Final = frozenset(
    {
        *("RoutesFile", "EmailSettings", "OtherSettings", "Dc09Settings", "CapSettings", "WebhookSettings"),
        *("TryggSettings", "HeadsSettings", "ElksSettings", "ElksTable"),
    }
)
"""What is read of routes.toml."""
MAKES: Final = {
    "service/notify/config.py": {"RoutesFile"},
    # An empty one, where the file cannot be used.
    "service/wiring/ways_out.py": {"RoutesFile"},
    "service/cli/doctor/ways_out.py": {"RoutesFile"},
}
WORDS: Final = ("host", "url", "uri", "server", "smtp", "broker", "apprise", "dsn", "proxy", "port", "endpoint")
"""What a field is called that says where to connect."""


@cache
def _modules() -> dict[str, ast.Module]:
    found = sorted((ROOT / "service").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for name, module in _modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                yield name, node


def test_what_a_table_says_comes_from_the_file_alone() -> None:
    """No module but the one that reads routes.toml makes what its tables are read into."""
    made = dict[str, set[str]]()
    for module, call in _calls():
        named = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        is_made = not isinstance(call.func, ast.Attribute) or call.func.attr.startswith("model_")
        if is_made and isinstance(named, ast.Name) and named.id in TABLES:
            made.setdefault(module, set()).add(named.id)
    assert made == MAKES
    empty = [call for module, call in _calls() if module in MAKES and ast.unparse(call.func) == "RoutesFile"]
    assert [len(call.args) + len(call.keywords) for call in empty] == [0, 0]


@pytest.mark.parametrize(
    ("reader", "names"), [("notify/config", {"load"}), ("ingest/brokers_file", {"load", "brokers_file.load"})]
)
def test_the_file_is_the_one_that_the_settings_name(reader: str, names: set[str]) -> None:
    """Wherever it is read, its path is a setting, and the settings are the operator's."""
    imported = f"service.{reader.replace('/', '.')}"
    paths = set[str]()
    for name, module in _modules().items():
        told = ast.unparse(module)
        if f"from {imported} import" not in told and f"import {reader.partition('/')[2]}" not in told:
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names and name != f"service/{reader}.py":
                paths.add(ast.unparse(node.args[0]))
    assert paths
    assert paths <= {"settings.routes_path", "settings.brokers_path", "path"}, paths


def test_nobody_changes_a_setting_or_writes_such_a_file() -> None:
    """What the settings say is read once; the service has no code that writes the files with the addresses."""
    for name, module in _modules().items():
        for node in ast.walk(module):
            targets = node.targets if isinstance(node, ast.Assign) else []
            assert not [one for one in targets if ast.unparse(one).startswith("settings.")], name
        told = ast.unparse(module)
        for path in ("routes_path", "brokers_path"):
            for verb in ("write_text", "write_bytes", "open('w", "replace"):
                assert f"{path}.{verb}" not in told, name


async def test_no_request_says_where_to_connect(tmp_path: Path) -> None:
    """Of all that may be sent to the API one field is an address to connect to: a browser's push, which is judged.

    `broker` is none: it is the name of one that brokers.toml has, at which an enrolled button speaks.
    """
    found = of_requests(await description(tmp_path))
    assert len(found) > 100
    assert _saying_where(found) == {"endpoint", "broker"}


def test_no_form_says_where_to_connect() -> None:
    """Nor does a field of any page."""
    found = of_forms()
    assert len(found) > 30
    assert _saying_where(found) == set()


def test_a_plan_names_a_receiver_and_never_where_it_is() -> None:
    """A channel is told a name from the operator's file, a number, a mailbox, or her phones."""
    assert {field.name for field in fields(Address)} == {"name", "phone", "email", "receiver", "subscriptions"}
    assert _saying_where(field.name for field in fields(Plan)) == set()


def _saying_where(names: Iterable[str]) -> set[str]:
    return {name for name in names if not words_of(name).isdisjoint(WORDS)}
