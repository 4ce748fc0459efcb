"""What `trygg doctor` makes of what it sees: each line says what is right, or what to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from roles.document import load
from service.access.rights import Grant, Role
from service.backup.kept import name_of
from service.cli.doctor import backups, broker, front, machine, people, plans
from service.cli.doctor.look import Look
from service.ingest.address import read_address
from service.life.life import Life, Publication, Said, Version, View
from service.settings import Settings
from service.store.access_port import Account, Credential

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def _told(looks: object) -> str:
    return "\n".join(map(str, looks))  # type: ignore[call-overload]


def _who(login: str, *grants: tuple[Role, str | None]) -> tuple[Account, tuple[Grant, ...]]:
    held = tuple(Grant(role=role, office=office) for role, office in grants)
    return Account(id=f"a-{login}", login=login, name=login.title(), created_at=NOW), held


OLLE = _who("olle", (Role.OPERATOR, None))
GUNILLA = _who("gunilla", (Role.LEAD, "as"), (Role.OFFICE_ADMINISTRATOR, "as"))


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ((), "MISSING  accounts: none"),
        ((GUNILLA,), "MISSING  accounts: nobody may manage them"),
        ((_who("olle", (Role.OPERATOR, "as")),), "MISSING  accounts: nobody may manage them"),
        ((OLLE, GUNILLA), "ok       accounts: 2, managed by olle"),
    ],
)
def test_somebody_has_to_manage_the_accounts(known: people.Accounts, says: str) -> None:
    """Whoever manages accounts in one office alone cannot help when the next office loses its last one."""
    assert _told(people.accounts(known)).startswith(says)


@pytest.mark.parametrize(
    ("known", "lines"),
    [
        ((OLLE,), ["MISSING  office as: nobody may say that the danger is over", "--role office_administrator@as"]),
        ((GUNILLA,), ["ok       office as: may say that the danger is over: Gunilla", "ok       office as: may write"]),
        (
            (_who("vakt", (Role.SECURITY, None)),),
            ["ok       office as: may say", "MISSING  office as: nobody may write"],
        ),
    ],
)
def test_each_office_needs_who_may_end_an_alarm_and_approve_a_plan(known: people.Accounts, lines: list[str]) -> None:
    """Named for each office, with the command that mends it."""
    told = _told(people.rights(known, ["as"]))
    assert all(line in told for line in lines), told


def _screen(name: str, *, used: timedelta | None, office: str = "as", ends: datetime | None = None) -> Credential:
    return Credential(
        id=name,
        kind="screen",
        digest="",
        name=name,
        office=office,
        screen="staff",
        created_at=NOW - 90 * DAY,
        used_at=None if used is None else NOW - used,
        expires_at=ends,
    )


@pytest.mark.parametrize(
    ("paired", "says"),
    [
        ((), "MISSING  office as: no screen is paired"),
        ((_screen("hall", used=DAY, office="fjellvik"),), "MISSING  office as: no screen is paired"),
        ((_screen("hall", used=DAY, ends=NOW - DAY),), "MISSING  office as: no screen is paired"),
        ((_screen("hall", used=9 * DAY), _screen("door", used=None)), "MISSING  office as: none of its 2 paired"),
        ((_screen("hall", used=DAY),), "ok       office as: paired screens: 1"),
        ((_screen("hall", used=DAY), _screen("door", used=None)), "note     office as: screen staff (door) is not on"),
    ],
)
def test_each_office_needs_a_screen_that_is_on(paired: tuple[Credential, ...], says: str) -> None:
    """A screen that was paired and switched off shows no alarm to anybody."""
    assert says in _told(people.screens(paired, ["as"], NOW))


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (NOW + 31 * DAY, ""),
        (NOW + 29 * DAY, "MISSING  token wall: ends on 2026-12-22; make a new one"),
        (NOW, "note     token wall: ended on 2026-11-23; trygg token revoke t"),
        (None, ""),
    ],
)
def test_a_token_that_ends_soon_is_told_in_time(ends: datetime | None, says: str) -> None:
    """A program that stops working in the night is found in the morning; here it is found a month before."""
    one = Credential(id="t", kind="token", digest="", name="wall", created_at=NOW - 300 * DAY, expires_at=ends)
    assert _told(people.tokens([one], NOW)).startswith(says)


HELD = Publication(said=Said(by="g", at=NOW), through="file", holds_from=NOW - DAY, expires=date(2027, 6, 1))
APPROVED = Version(id="v", approval=Said(by="g", at=NOW), publication=HELD, held_from=NOW - DAY)


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (None, "MISSING  office as: no plan is in force; publish one at /plan/as"),
        (APPROVED, "ok       office as: an approved plan is in force until 2027-06-01"),
        (replace(APPROVED, approval=None), "MISSING  office as: nobody has approved the plan in force"),
        (
            replace(APPROVED, publication=replace(HELD, expires=date(2026, 12, 20))),
            "MISSING  office as: its plan holds until 2026-12-20",
        ),
        (
            replace(APPROVED, publication=replace(HELD, expires=date(2026, 11, 22))),
            "MISSING  office as: its plan expired on 2026-11-22",
        ),
        (
            replace(APPROVED, view=View(opinion="objects", said=Said(by="s", at=NOW))),
            "MISSING  office as: the safety representative objects",
        ),
    ],
)
def test_a_plan_is_approved_and_holds_for_a_while(version: Version | None, says: str) -> None:
    """Whatever keeps a plan from being relied on is told with where to mend it."""
    life = Life() if version is None else Life(versions={"v": version}, current="v")
    assert says in _told(plans.in_force({"as": life}, NOW))


def test_files_of_plans(tmp_path: Path) -> None:
    """An empty folder, a plan with errors and one that cannot be read are told, each with what to do."""
    told = _told(plans.files(tmp_path, {}, NOW.date()))
    assert "MISSING  plans: no plan in" in told
    assert "MISSING  devices: no *.devices.yaml in" in told
    (tmp_path / "as.yaml").write_text("office: [")
    (tmp_path / "bo.yaml").mkdir()
    (tmp_path / "as.devices.yaml").write_text("")
    loaded = plans.load_all(tmp_path, NOW.date())
    told = _told(plans.files(tmp_path, loaded, NOW.date()))
    assert "MISSING  plan as.yaml: has errors; run trygg plan check" in told
    assert "MISSING  plan bo.yaml: cannot be read" in told
    assert "devices:" not in told
    assert load(b"office: [", source="as.yaml").plan is None


@pytest.mark.parametrize(
    ("url", "answer", "says"),
    [
        ("mqtt://127.0.0.1", "lets anybody in", "MISSING  broker: mqtt://127.0.0.1:1883 answers, and lets in whoever"),
        ("mqtt://127.0.0.1", "asks who it is", "ok       broker: mqtt://127.0.0.1:1883 answers, and asks who it is"),
        ("mqtts://broker.test", "asks who it is", "ok       broker: mqtts://broker.test:8883"),
        ("mqtt://u:secret@broker.test", "asks who it is", "MISSING  broker: what goes to mqtt://broker.test:1883 can"),
        ("mqtt://u:secret@127.0.0.1", "Connection refused", "does not answer (Connection refused); start it"),
    ],
)
def test_a_broker_asks_who_it_is(url: str, answer: str, says: str) -> None:
    """Presses that anybody can make, or that anybody can read on their way, are told; passwords are not."""
    told = _told(broker.configured(read_address(url), answer))
    assert says in told
    assert "secret" not in told


def test_a_broker_of_ones_own_is_mosquitto() -> None:
    """The one for trying out forgets presses; doctor says what to install."""
    assert _told(broker.own("/usr/sbin/mosquitto")).startswith("ok")
    assert "apt install mosquitto" in _told(broker.own(None))


@pytest.mark.parametrize(
    ("timedatectl", "chrony", "mark"),
    [
        ("NTPSynchronized=yes\n", None, "ok"),
        ("NTPSynchronized=no\n", None, "MISSING"),
        ("NTPSynchronized=no\n", "Leap status     : Normal\n", "ok"),
        ("", "Leap status     : Not synchronised\n", "MISSING"),
        ("", None, "note"),
        (None, None, "note"),
    ],
)
def test_the_clock_is_kept_right_by_somebody(timedatectl: str | None, chrony: str | None, mark: str) -> None:
    """Either program may know; where neither says anything doctor does not pretend to."""
    assert machine.clock(timedatectl, chrony).mark == mark


def test_secrets_that_others_may_read(tmp_path: Path) -> None:
    """A settings file with a password and a data folder are their owner's; the command that mends it is told."""
    config, data = tmp_path / "trygg.toml", tmp_path / "data"
    config.write_text("")
    data.mkdir()
    config.chmod(0o644)
    data.chmod(0o755)
    provider = tmp_path / "provider"
    provider.write_text("")
    provider.chmod(0o640)
    known = Settings(data_dir=data, mqtt_url=SecretStr("mqtt://u:p@h"), oidc_client_secret_file=provider)
    told = _told(machine.secrets(known, config))
    assert f"chmod 600 {provider}" in told
    assert f"chmod 600 {config}" in told
    assert f"chmod 700 {data}" in told
    config.chmod(0o600)
    data.chmod(0o700)
    looks: list[Look] = list(machine.secrets(Settings(data_dir=data), config))
    assert [look.mark for look in looks] == ["ok"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "MISSING  reached from elsewhere: not at all"),
        ({"proxy": "10.0.0.5", "http_names": ["t.test"]}, "MISSING  proxy: 10.0.0.5 cannot reach 127.0.0.1"),
        ({"proxy": "127.0.0.1", "http_names": ["t.test"]}, "ok       proxy: 127.0.0.1 is believed"),
        (
            {"proxy": "10.0.0.5", "http_names": ["t.test"], "http_host": "10.0.0.1"},
            "note     proxy: between 10.0.0.5 and 10.0.0.1 nothing is encrypted",
        ),
        ({"proxy": "10.0.0.5"}, "MISSING  reached from elsewhere: Say under which name"),
        ({"http_host": "0.0.0.0"}, "MISSING  reached from elsewhere: Trygg does not listen on 0.0.0.0 without TLS"),
    ],
)
def test_how_it_is_reached(settings: dict[str, object], says: str) -> None:
    """Each combination that would not work, or not safely, says which setting to change."""
    assert says in _told(front.looks(Settings(**settings), NOW))  # type: ignore[arg-type]


BY_NAME = {"http_names": ["trygg.test"], "proxy": "127.0.0.1"}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"passkey_url": "https://trygg.test"}, "ok       passkeys: they work at https://trygg.test"),
        ({"passkey_url": "https://trygg.test:8443/"}, "ok       passkeys: they work at https://trygg.test:8443"),
        ({}, "note     passkeys: they work at https://trygg.test alone, by the first of TRYGG_HTTP_NAMES"),
        ({"http_names": ["Trygg.test"]}, "note     passkeys: they work at https://trygg.test alone"),
        ({"http_names": ["10.0.0.5"]}, "MISSING  passkeys: nobody can log in with one: the first of TRYGG_HTTP_NAMES"),
        ({"passkey_url": "http://trygg.test"}, "MISSING  passkeys: nobody can log in with one: TRYGG_PASSKEY_URL"),
        ({"passkey_url": "https://old.test"}, "MISSING  passkeys: they work at https://old.test, where nothing"),
    ],
)
def test_where_passkeys_work_is_told_before_somebody_makes_one(settings: dict[str, object], says: str) -> None:
    """At another address they work no longer: so it is told while it can still be chosen."""
    told = _told(front.looks(Settings(**{**BY_NAME, **settings}), NOW))  # type: ignore[arg-type]
    assert told.count("passkeys:") == 1
    assert says in told


def test_passkeys_are_not_told_of_where_nobody_comes_from_elsewhere() -> None:
    """What is missing for every screen is told once."""
    assert "passkeys" not in _told(front.looks(Settings(), NOW))


def test_how_old_the_newest_backup_is(tmp_path: Path) -> None:
    """No folder is good to know; an empty one, or an old backup, has to be seen to; one beside the record is a note."""
    folder = tmp_path / "kept"
    folder.mkdir()
    settings = Settings(data_dir=tmp_path, backup_dir=folder)
    assert backups.backups(Settings(data_dir=tmp_path), NOW).mark == "note"
    assert backups.backups(settings, NOW).mark == "MISSING"
    (folder / name_of(NOW - timedelta(hours=40))).write_text("x")
    assert "40 hours old" in str(backups.backups(settings, NOW))
    assert backups.backups(settings, NOW).mark == "MISSING"
    (folder / name_of(NOW - timedelta(hours=9))).write_text("x")
    assert "on the disk of the record itself" in str(backups.backups(settings, NOW))
