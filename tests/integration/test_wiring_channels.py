"""routes.toml put to use: every table makes its route, and what cannot be used costs its own route and no other."""

from pathlib import Path
from typing import cast

import pytest

from service.alarm.routes import ROUTES
from service.clock import SystemClock
from service.notify.config import RoutesError, RoutesFile, load
from service.notify.links import Links
from service.store.push_port import PushStore
from service.wiring.channels import Around, channels_of, receivers_of

EVERYTHING = """
public_url = "https://larm.example.se"
[push]
subject = "mailto:larm@example.se"
[elks]
username = "u00000000000000000000000000000000"
password_file = "elks"
sender = "Trygg"
number = "+46766861004"
[email]
host = "mail.example.se"
sender = "larm@example.se"
[receivers.larmcentral]
kind = "dc09"
host = "127.0.0.1"
port = 9
account = "1234"
[receivers.staden]
kind = "cap"
url = "https://cap.example.se/in"
sender = "larm@example.se"
[receivers.duty-desk]
kind = "webhook"
url = "https://desk.example.se/trygg"
secret_file = "desk"
[receivers.duty-chat]
kind = "other"
address_file = "chat"
"""
SECRETS = {"elks": "s" * 32, "desk": "whsec_" + "QUFB" * 11, "chat": "json://127.0.0.1/x"}


def lay_out(folder: Path, text: str = EVERYTHING, *, without: str = "") -> RoutesFile:
    """Write a routes.toml and the secrets beside it, but one; read it."""
    for name, secret in SECRETS.items():
        if name != without:
            (folder / name).write_text(secret)
            (folder / name).chmod(0o600)
    (folder / "routes.toml").write_text(text)
    return load(folder / "routes.toml")


def around(folder: Path) -> Around:
    """What channels need of a node; nobody asks for subscriptions before something is pushed."""
    links = Links(b"s" * 32, "https://larm.example.se")
    return Around(links=links, subscriptions=cast("PushStore", None), clock=SystemClock(), data_dir=folder)


async def test_every_table_makes_its_route(tmp_path: Path) -> None:
    """All eight routes are there, each by its own channel, and the receivers under the names that plans use."""
    file = lay_out(tmp_path)
    channels, errors = channels_of(file, around(tmp_path))
    assert errors == []
    assert channels.keys() == ROUTES.keys()
    assert {route: one.route for route, one in channels.items()} == {route: route for route in ROUTES}
    assert {route: list(names) for route, names in receivers_of(file).items()} == {
        "alarm_centre": ["larmcentral"],
        "cap": ["staden"],
        "webhook": ["duty-desk"],
        "other": ["duty-chat"],
    }
    for channel in channels.values():
        await channel.close()


@pytest.mark.parametrize(("secret", "route"), [("elks", "sms"), ("desk", "webhook"), ("chat", "other")])
async def test_a_missing_secret_costs_its_route_alone(tmp_path: Path, secret: str, route: str) -> None:
    """The others are made all the same, and what is wrong is said in words without a secret."""
    channels, errors = channels_of(lay_out(tmp_path, without=secret), around(tmp_path))
    lost = {"sms", "voice"} if route == "sms" else {route}
    assert ROUTES.keys() - channels.keys() == lost
    assert any(f"over {route}:" in error for error in errors)
    for channel in channels.values():
        await channel.close()


def test_without_a_file_there_is_no_route(tmp_path: Path) -> None:
    """A service without routes.toml has screens and buttons, and no error."""
    assert channels_of(load(tmp_path / "routes.toml"), around(tmp_path)) == ({}, [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[push", "TOML"),
        ("[pigeon]\nloft = 3", "pigeon"),
        ("[push]\nsubject = 'hunter2'", "subject"),
        ("[receivers.x]\nkind = 'pigeon'", "receivers"),
        ("[receivers.'X Y']\nkind = 'other'\naddress_file = 'chat'", "receivers"),
        ("public_url = 'ftp://larm.example.se'", "public_url"),
        ("#" * 300_000, "larger"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(tmp_path: Path, text: str, says: str) -> None:
    """It says where; what stands there may be a secret in the wrong place, and is not repeated."""
    with pytest.raises(RoutesError, match=says) as refused:
        lay_out(tmp_path, text)
    assert "hunter2" not in str(refused.value)
