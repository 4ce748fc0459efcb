"""`trygg doctor` finds a decision about what is kept that no office follows."""

from service.cli.doctor import keeping
from service.settings import OfficeKeeps, Settings

OWN = OfficeKeeps(decision="SN 2026/31", alarms_days=1825)


def test_a_name_that_no_office_has_is_to_be_mended() -> None:
    """A slip of the pen would have that office's names erased by another decision: it is no mere note."""
    told = {look.what: look.mark for look in keeping.looks(Settings(offices_keep={"as": OWN, "az": OWN}), {"as"})}
    assert sorted(told.values()) == ["MISSING", "ok"]
    (wrong,) = [what for what, mark in told.items() if mark == "MISSING"]
    assert "'az'" in wrong
    assert "[offices_keep.az]" in wrong
    assert list(keeping.looks(Settings(), {"as"})) == []
