"""The real parts start, answer, end and come back: what the other tests stand on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from sqlalchemy import create_engine, text

import roles
from parts.at_hand import put_at_hand
from parts.chance import Chance
from parts.mosquitto import StartMosquitto
from parts.nursery import nursery
from parts.postgres import Postgres
from parts.process import (
    MissingPartError,
    PartFailedError,
    Process,
    dying_with_parent,
    find_program,
    free_port,
    wait_until,
)
from parts.reused import Reused
from parts.service import Service, environment, trygg


def _runs(pid: int) -> bool:
    """Whether a process is there and is more than a corpse that nobody has looked at yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _publish(port: int, *words: str) -> None:
    program = find_program("mosquitto_pub", package="mosquitto-clients")
    subprocess.run([program, "-h", "127.0.0.1", "-p", str(port), "-q", "1", *words], check=True, timeout=20)


def _read_one(port: int, topic: str) -> str:
    program = find_program("mosquitto_sub", package="mosquitto-clients")
    command: list[str | Path] = [program, "-h", "127.0.0.1", "-p", str(port), "-t", topic, "-C", "1", "-W", "15"]
    return subprocess.run(command, check=True, timeout=20, capture_output=True, text=True).stdout.strip()


def test_mosquitto_passes_a_message_on(mosquitto: StartMosquitto) -> None:
    """A stock client publishes a retained message to a real broker and another reads it."""
    broker = mosquitto()
    _publish(broker.port, "-t", "greeting", "-m", "hej", "-r")
    assert _read_one(broker.port, "greeting") == "hej"


def test_mosquitto_comes_back_on_its_port_with_what_it_saved(mosquitto: StartMosquitto) -> None:
    """A broker that saves after every change knows its retained message after kill -9 and a new start."""
    broker = mosquitto(config={"persistence": "true", "autosave_on_changes": "true", "autosave_interval": "1"})
    _publish(broker.port, "-t", "greeting", "-m", "hej", "-r")
    assert wait_until((broker.folder / "mosquitto.db").exists)
    port, first = broker.port, broker.pid
    broker.kill()
    assert not _runs(first)
    broker.start()
    assert (broker.port, _read_one(broker.port, "greeting")) == (port, "hej")


async def test_mosquitto_listens_for_browsers(mosquitto: StartMosquitto, chromium: Browser) -> None:
    """A page opens a WebSocket to the broker's second port."""
    broker = mosquitto(websockets=True)
    page = await chromium.new_page()
    opened = await page.evaluate(
        """url => new Promise(done => {
            const socket = new WebSocket(url, 'mqtt');
            socket.onopen = () => done(socket.protocol);
            socket.onerror = () => done('failed');
        })""",
        broker.websockets_url,
    )
    assert opened == "mqtt"


def test_mosquitto_says_why_it_did_not_start(mosquitto: StartMosquitto) -> None:
    """A word that mosquitto does not know is in the error."""
    with pytest.raises(PartFailedError, match="no_such_word"):
        mosquitto(config={"no_such_word": "true"})


def test_two_brokers_have_a_port_each(mosquitto: StartMosquitto) -> None:
    """What one broker hears the other does not."""
    one, other = mosquitto(), mosquitto()
    _publish(one.port, "-t", "greeting", "-m", "hej", "-r")
    _publish(other.port, "-t", "greeting", "-m", "god dag", "-r")
    assert _read_one(one.port, "greeting") == "hej"


def test_postgres_gives_each_test_an_empty_database(postgres_database: str) -> None:
    """The database has no table, is durable in earnest, and SQLAlchemy reaches it under the address as it is."""
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
        durable = connection.execute(text("SHOW fsync")).scalar_one()
        connection.execute(text("CREATE TABLE left_behind (x int)"))
    engine.dispose()
    assert (tables, durable, engine.driver) == (0, "on", "psycopg")


def test_postgres_gives_the_next_test_another(postgres_database: str) -> None:
    """What the test before left behind is not there."""
    with psycopg.connect(postgres_database) as connection:
        left = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert left == (0,)


def test_postgres_keeps_what_was_committed_before_a_crash() -> None:
    """A server of the test's own crashes, starts again on its port, and knows the committed row."""
    with Postgres() as server:
        url = server.url(server.create_database())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 114 AS room")
        server.crash()
        server.start()
        with psycopg.connect(url) as connection:
            kept = connection.execute("SELECT room FROM kept").fetchone()
    assert kept == (114,)
    assert not server.folder.exists()


async def test_chromium_shows_a_page(chromium: Browser) -> None:
    """A page is rendered, runs its script, and has the letters of the offices' languages."""
    page = await chromium.new_page()
    await page.set_content(
        "<p></p><script>document.querySelector('p').textContent = 'Inget larm just nu: åäö ÆØÅ'</script>"
    )
    assert await page.inner_text("p") == "Inget larm just nu: åäö ÆØÅ"


async def test_axe_finds_a_field_without_a_name(chromium: Browser) -> None:
    """The accessibility check runs in the real browser and sees a planted fault."""
    page = await chromium.new_page()
    await page.set_content("<html lang=sv><title>Larm</title><main><h1>Larm</h1><input></main></html>")
    found = await Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == ["label"]


def test_a_part_dies_with_its_parent(tmp_path: Path) -> None:
    """When the process that started a part is killed, the part ends too."""
    word = tmp_path / "pid"
    script = (
        "import pathlib, signal, subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[2:])\n"
        "pathlib.Path(sys.argv[1]).write_text(f'{child.pid}\\n')\n"
        "signal.pause()\n"
    )
    command = [sys.executable, "-c", script, word, *dying_with_parent(["sleep", "1000"])]
    parent = Process(command, log=tmp_path / "log")
    parent.wait_ready(lambda: word.exists() and word.read_text().endswith("\n"))
    child = int(word.read_text())
    assert wait_until(lambda: Path(f"/proc/{child}/comm").read_text().strip() == "sleep")
    parent.kill()
    assert wait_until(lambda: not _runs(child))


def test_a_command_from_the_nursery_is_a_process_of_its_own(tmp_path: Path) -> None:
    """It reads what it is given, says what a fresh interpreter says with its exit code, and knows its folder.

    The same for one that a shell finds under that name.
    """
    plan = (Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes()
    (tmp_path / "as.yaml").write_bytes(plan)
    (tmp_path / "wrong.yaml").write_text("office: [")
    programs = tmp_path / "programs"
    put_at_hand(programs, nursery())
    for arguments in (["plan", "check", "as.yaml"], ["plan", "check", "wrong.yaml"], ["plan", "check"], ["--help"]):
        fresh = subprocess.run(
            [sys.executable, "-m", "service.cli", *arguments],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        at_hand = subprocess.run(
            ["sh", "-c", 'trygg "$@"; exit $?', "sh", *arguments],
            cwd=tmp_path,
            env=environment(PATH=f"{programs}{os.pathsep}{os.environ['PATH']}"),
            pass_fds=[nursery().fileno()],
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        for said in (trygg(*arguments, folder=tmp_path), at_hand):
            assert (said.returncode, said.stdout, said.stderr) == (fresh.returncode, fresh.stdout, fresh.stderr), said
    assert json.loads(trygg("device", "decode", given=b"junk\n").stdout)["signals"]


def test_a_service_from_the_nursery_ends_by_its_pid(tmp_path: Path) -> None:
    """A signal reaches it alone, and how it ended is known."""
    (tmp_path / "plans").mkdir()
    with Service(tmp_path / "one", tmp_path / "plans", None) as one:
        with Service(tmp_path / "two", tmp_path / "plans", None) as two:
            assert one.pid != two.pid
            two.kill()
            assert not _runs(two.pid)
            assert one.running
        assert one.stop() == 0


def test_what_a_nursery_bore_dies_with_whoever_asked_for_it(tmp_path: Path) -> None:
    """When the tests' own process is killed, its nursery ends, and with it the services."""
    word = tmp_path / "pids"
    script = (
        "import pathlib, signal, sys\n"
        "from parts.service import Service\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "service = Service(folder / 'node', folder, None)\n"
        "service.start()\n"
        "(folder / 'pids').write_text(f'{service.pid}\\n')\n"
        "signal.pause()\n"
    )
    paths = environment(PYTHONPATH=str(Path(__file__).parents[1]))
    tests = Process([sys.executable, "-c", script, tmp_path], log=tmp_path / "log", environment=paths)
    tests.wait_ready(lambda: word.exists() and word.read_text().endswith("\n"), within=60)
    tests.kill()
    assert wait_until(lambda: not _runs(int(word.read_text())))


def test_a_missing_program_is_named_with_its_package() -> None:
    """The reason for a skip says what is missing and how to get it."""
    with pytest.raises(MissingPartError, match=r"no-such-program is not installed: .* apt-get install its-package"):
        find_program("no-such-program", package="its-package")


def test_ports_are_given_out_once() -> None:
    """Two parts of one test are never sent to the same port."""
    assert len({free_port() for _ in range(20)}) == 20


def test_chaos_is_the_same_again_for_the_same_seed() -> None:
    """A seed names a run; two names in it have chance of their own."""
    chance = Chance(seed=7, rounds=1)
    assert chance.random("links").random() == Chance(seed=7, rounds=9).random("links").random()
    assert chance.random("links").random() != chance.random("disks").random()


def test_what_a_test_has_written_or_changed_is_gone_for_the_next(postgres: Postgres) -> None:
    """Rows come and go, also behind triggers; after a change of the schema there is another copy."""
    like = postgres.create_database()
    with psycopg.connect(postgres.url(like), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1), (2); CREATE TABLE notes (n int)")
    reused = Reused(server=postgres, like=like)
    seen = []
    for change in (
        "INSERT INTO notes VALUES (1); DELETE FROM kept",
        "UPDATE kept SET n = 3",
        "SELECT 1",
        "CREATE INDEX by_n ON notes (n)",
        "ALTER TABLE notes DISABLE TRIGGER USER",
        "DROP TABLE notes; DROP TABLE kept",
        "SELECT 1",
    ):
        address = reused.begin()
        left = psycopg.connect(address)  # as a test leaves one behind, in the middle of something
        left.execute("SELECT * FROM notes FOR UPDATE")
        left.commit()
        with psycopg.connect(address, autocommit=True) as connection:
            found = [
                connection.execute(b"SELECT n FROM %s ORDER BY n" % name).fetchall() for name in (b"kept", b"notes")
            ]
            indexes = connection.execute("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'").fetchone()
            assert (found, indexes) == ([[(1,), (2,)], []], (0,)), change
            connection.execute(change.encode())
        reused.end()
        left.close()
        seen.append(address)
    first, second, *_ = sorted(set(seen), key=seen.index)
    assert seen.count(first) == 4, "nobody had changed the schema"
    assert second != first
    with psycopg.connect(reused.begin()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)
    reused.end()
