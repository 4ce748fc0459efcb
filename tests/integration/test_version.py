"""Which Trygg this is, and how it stands to a database: asked before an upgrade and after it."""

import sqlite3
from pathlib import Path

import httpx2

from parts.offices import lay_out
from parts.service import Service, environment, trygg
from service.store.schema import look, migrate
from service.store.versions import BESIDE, NEWEST, OLDEST_BESIDE, VERSIONS
from service.version import VERSION

DONE, WRONG, MISUSED = 0, 1, 2


def test_the_version_is_said_wherever_it_is_asked_for(tmp_path: Path) -> None:
    """The command line, the API's description, the figures and the first page say it; what anybody may ask does not."""
    assert trygg("--version").stdout == f"trygg {VERSION}\n"
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()

        def asked(path: str) -> httpx2.Response:
            return service.http.get(path)

        assert asked("/api/openapi.json").json()["info"]["version"] == VERSION
        info = f'trygg_info{{node="node-1",schema="{NEWEST}",version="{VERSION}"}} 1.0'
        assert info in asked("/metrics").text.splitlines()
        assert f"Trygg {VERSION}" in asked("/").text
        for open_to_all in ("/health/live", "/health/ready"):
            assert VERSION not in asked(open_to_all).text


def test_what_an_upgrade_would_do_is_said_before_it_is_done(tmp_path: Path) -> None:
    """Nothing there, an older schema of either kind, the same one, and newer ones that let it write and that do not."""
    settings = environment(TRYGG_DATA_DIR=str(tmp_path / "data"))
    database = tmp_path / "data" / "trygg.db"

    def shown() -> tuple[int, list[str]]:
        done = trygg("migrate", "--show", settings=settings)
        return done.returncode, done.stdout.splitlines()

    code, lines = shown()
    assert (code, lines[0]) == (DONE, f"The database has schema none; this Trygg makes {NEWEST}.")
    assert not (tmp_path / "data").exists(), "looking makes nothing"

    (tmp_path / "data").mkdir()
    for version, says in ((VERSIONS[0], "write nothing more"), (OLDEST_BESIDE, "may go on writing")):
        migrate(f"sqlite:///{database}", target=version)
        code, lines = shown()
        assert (code, lines[0]) == (DONE, f"The database has schema {version}; this Trygg makes {NEWEST}.")
        assert says in lines[2]
        assert look(f"sqlite:///{database}")[0] == version, "looking changes nothing"

    migrate(f"sqlite:///{database}")
    assert shown() == (
        DONE,
        [f"The database has schema {NEWEST}; this Trygg makes {NEWEST}.", "Nothing has to be done."],
    )

    _pretend(database, newest="9999", beside=NEWEST)
    assert shown()[0] == DONE
    _pretend(database, newest="9999", beside="9999")
    code, lines = shown()
    assert (code, lines[-1]) == (WRONG, "A newer Trygg made it, and this one may not write there: start that one.")
    both = trygg("migrate", "--show", "--to", VERSIONS[0], settings=settings)
    assert both.returncode == MISUSED


def test_it_is_looked_at_while_a_service_runs(tmp_path: Path) -> None:
    """The question takes no lock: the service that it is asked beside goes on."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        done = trygg("migrate", "--show", settings=service.environment)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (DONE, "Nothing has to be done.")
        assert service.running


def _pretend(database: Path, *, newest: str, beside: str) -> None:
    """Have a database look as if a newer Trygg had made it."""
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (newest,))
        raw.execute("UPDATE meta SET value = ? WHERE name = ?", (beside, BESIDE))
    raw.close()
