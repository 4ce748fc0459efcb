"""The data sheet is made from the running settings: what is changed there is read there."""

from typing import Any

import pytest
from pydantic import SecretStr

from service.access.rights import MAY, Role
from service.jobs.erasing import IN_OFFICES
from service.privacy.kept import may_decide
from service.privacy.kinds import KINDS
from service.privacy.sheet import BY_ROUTE, as_json, sheet_of
from service.settings import OfficeKeeps, Settings
from service.web import i18n
from service.web.privacy_pages import ROLES, tables_of
from service.web.tongue import Tongue


def english(text: str) -> str:
    """Return a text as it is."""
    return text


def told(routes: dict[str, list[str]] | None = None, /, **settings: Any) -> dict[str, Any]:
    """Return the sheet of a service with settings."""
    return as_json(sheet_of(Settings(**settings), routes or {}), english)


def kinds(sheet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a sheet says of each kind."""
    return {one["kind"]: one for one in sheet["stored"]}


@pytest.mark.parametrize("name", [name for one in KINDS for name in one.settings])
def test_every_time_is_that_of_the_settings(name: str) -> None:
    """Another number of days is read on the sheet, at its kind and nowhere else; 0 is said as nobody's decision."""
    (kind,) = [one.id for one in KINDS if name in one.settings]
    before, after = kinds(told(**{name: 0})), kinds(told(**{name: 4321}))
    assert (before[kind]["days"], after[kind]["days"]) == (None, 4321)
    assert {id_ for id_ in before if before[id_] != after[id_]} == {kind}


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_page_says_the_same_number(lang: str) -> None:
    """In every language; and every role has its words there."""
    tongue = Tongue(lang=lang, texts=i18n.load(), facts={}, names={})
    page = str(tables_of(sheet_of(Settings(keep_alarms_days=4321), {"sms": ["46elks"]}), tongue))
    assert "4321" in page
    assert "46elks" in page
    assert set(ROLES) == set(Role)


def test_an_offices_own_decision_is_read_there() -> None:
    """Its days at the kinds of which it decided, and which decision it is; of what it left out nothing is said."""
    keeps = {"as": {"decision": "SN 2026/31", "alarms_days": 1825, "notes_days": 365, "drills_days": 0}}
    settings: dict[str, Any] = {"keep_notes_days": 365, "keep_drills_days": 7, "offices_keep": keeps}
    sheet = told(retention_decision="KS 2026/114", **settings)
    assert (sheet["decision"], sheet["offices"]) == ("KS 2026/114", {"as": "SN 2026/31"})
    said = {id_: one["offices"] for id_, one in kinds(sheet).items() if one["offices"]}
    assert said == {"alarms": {"as": 1825}, "drills": {"as": None}}
    tongue = Tongue(lang="en", texts=i18n.load(), facts={}, names={})
    page = str(tables_of(sheet_of(Settings(retention_decision="KS 2026/114", **settings), {}), tongue))
    assert "The times follow this decision: KS 2026/114. as has decided for itself: SN 2026/31." in page
    assert "Until somebody decides; as: 1825 days." in page
    assert "7 days; as: It stays." in page


def test_an_office_may_decide_about_what_stands_in_its_own_record() -> None:
    """Each of these kinds has its number of days in an office's table, and no number stands there for nothing."""
    own = {one.settings[0].removeprefix("keep_") for one in KINDS if may_decide(one)}
    assert own == OfficeKeeps.model_fields.keys() - {"decision"}
    assert {one.id for one in KINDS if may_decide(one)} == IN_OFFICES


def test_where_it_is_and_what_leaves_is_that_of_the_settings() -> None:
    """The database, every route with its receivers, and hosts; of an address that is secret its host alone."""
    assert told()["leaves"] == []
    assert "PostgreSQL" in told(database_url=SecretStr("postgresql+psycopg://u:hush@db/trygg"))["database"]
    assert "PostgreSQL" not in told()["database"]
    sheet = told(
        {"sms": ["46elks"], "cap": ["town-hall"]},
        oidc_issuer="https://id.example/tenant",
        heartbeat_url=SecretStr("https://watch.example/hush-key"),
        mqtt_url=SecretStr("mqtts://user:hush@broker.example"),
    )
    expected = {"46elks", "town-hall", "id.example", "watch.example", "broker.example"}
    assert {to for one in sheet["leaves"] for to in one["to"]} == expected
    assert "hush" not in str(sheet)
    assert len(told({route: [] for route in BY_ROUTE})["leaves"]) == len(BY_ROUTE)


def test_who_may_see_it_is_that_of_the_rights() -> None:
    """Each role stands where it has one of the kind's actions, and nowhere else."""
    sheet = kinds(told())
    for one in KINDS:
        assert sheet[one.id]["seen_by"] == [role.value for role in Role if MAY[role] & set(one.seen_by)]
    assert "leadership" in sheet["figures"]["seen_by"]
    assert "operator" not in sheet["alarms"]["seen_by"]
