"""A database that tests make quickly is one that the migrations would have made."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from parts.schemas import EPOCH, Made, in_earnest, newest, read
from parts.service import trygg
from service.store import versions
from service.store.schema import migrate


def made(folder: Path) -> Made:
    """Make a database in a new folder, and return what is in it."""
    folder.mkdir()
    assert migrate("sqlite:///trygg.db", data_dir=folder) == (None, versions.NEWEST)
    return found(folder)


def found(folder: Path) -> Made:
    """Return what is in a folder's database."""
    engine = create_engine(f"sqlite:///{folder}/trygg.db")
    try:
        with engine.connect() as connection:
            return read(connection)
    finally:
        engine.dispose()


def without_chance(one: Made) -> tuple[list[str], str, list[tuple[str, str]]]:
    """Return what is the same in every new database, whatever came first."""
    return sorted(one.statements), one.version, sorted(row for row in one.meta if row[0] != EPOCH)


def epoch(one: Made) -> str:
    """Return the epoch of a database."""
    return dict(one.meta)[EPOCH]


@pytest.fixture
def migrations_run(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each run of Alembic from here on."""
    newest()
    runs: list[object] = []
    from alembic import command  # noqa: PLC0415 - as Trygg does

    upgrade = command.upgrade

    def counted(config: object, target: str) -> None:
        runs.append(target)
        upgrade(config, target)  # type: ignore[arg-type]

    monkeypatch.setattr(command, "upgrade", counted)
    return runs


def test_each_object_is_the_same(tmp_path: Path, migrations_run: list[object]) -> None:
    """Tables, indexes, triggers and rows are those of the migrations, letter for letter; each has its own epoch."""
    quick, again = made(tmp_path / "quick"), made(tmp_path / "again")
    assert migrations_run == []
    with in_earnest():
        slow = made(tmp_path / "slow")
    assert migrations_run == [versions.NEWEST]
    assert without_chance(quick) == without_chance(again) == without_chance(slow)
    assert len(slow.statements) > 50
    assert len({epoch(one) for one in (quick, again, slow)}) == 3
    assert len(epoch(quick)) == len(epoch(slow))


def test_a_trygg_of_a_nursery_makes_it_so_too(tmp_path: Path) -> None:
    """`trygg migrate` makes the same database, with an epoch that its nursery has not drawn for all."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        done = trygg("migrate", settings={"TRYGG_DATA_DIR": str(folder)})
        assert done.returncode == 0, done.stderr
    one, two = map(found, folders)
    assert without_chance(one) == without_chance(two) == without_chance(newest())
    assert epoch(one) != epoch(two)


def test_only_a_new_database_is_made_so(tmp_path: Path, migrations_run: list[object]) -> None:
    """An earlier schema, and the way from it to the newest, are the migrations' own."""
    migrate("sqlite:///trygg.db", data_dir=tmp_path, target=versions.VERSIONS[-2])
    migrate("sqlite:///trygg.db", data_dir=tmp_path)
    assert migrations_run == [versions.VERSIONS[-2], versions.NEWEST]
    assert without_chance(found(tmp_path)) == without_chance(newest())


def test_rows_that_nobody_copies_are_noticed() -> None:
    """A migration that fills another table of a new database fails every test, and says what is to be done."""
    engine: Engine = create_engine("sqlite://")
    with engine.begin() as connection:
        versions.bring_to(connection)
        connection.execute(text("INSERT INTO heads VALUES ('as', 0, '')"))
        with pytest.raises(AssertionError, match="a migration fills heads"):
            read(connection)
    engine.dispose()
