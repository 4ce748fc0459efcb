"""Every table belongs to a kind of data, and every setting of a time to one kind."""

from importlib import import_module
from pkgutil import iter_modules

from service import store
from service.jobs.erasing import WHOLE
from service.privacy.kinds import KINDS, kind
from service.settings import Settings
from service.store.tables import metadata


def test_every_table_is_told_of() -> None:
    """A table that no kind names would be stored without anybody's having said why."""
    for module in iter_modules(store.__path__):
        if module.name.endswith("tables"):  # a module that nobody has read yet has told of no table
            import_module(f"{store.__name__}.{module.name}")
    told = {table for one in KINDS for table in one.tables}
    assert told == set(metadata.tables)


def test_every_time_is_a_setting_of_one_kind() -> None:
    """What has a time has its setting, and each setting of a time is some kind's."""
    settings = [name for one in KINDS for name in one.settings]
    assert sorted(settings) == sorted(name for name in Settings.model_fields if name.startswith("keep_"))
    assert {one.fate == "decided" for one in KINDS if one.settings} == {True}
    assert all(one.settings for one in KINDS if one.fate == "decided")
    assert len({one.id for one in KINDS}) == len(KINDS)
    assert {kind(id_).fate for id_ in WHOLE} == {"decided"}
