"""A real PostgreSQL server in a folder of its own: durable as in earnest (fsync on), gone afterwards."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from parts.network import Place
from parts.process import MissingPartError, PartFailedError, Process, dying_with_parent, free_port, wait_until

_PACKAGE = "postgresql"


def _programs() -> Path:
    """Return the folder of the newest installed server's programs."""
    folders = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    if not folders:
        raise MissingPartError("PostgreSQL", package=_PACKAGE)
    return max(folders, key=lambda folder: float(folder.parent.name))


def _server_user() -> str | None:
    """Return who runs the server: PostgreSQL refuses root, so there it is Debian's `postgres`."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise MissingPartError("PostgreSQL's user `postgres`", package=_PACKAGE) from None


class Postgres:
    """One server on loopback; `with Postgres() as server` makes, starts, ends and removes it."""

    def __init__(self, place: Place | None = None) -> None:
        """Make the server's files, for a place with cables to it where one is given; raises MissingPartError."""
        self._place = place
        self._programs = _programs()
        self._user = _server_user()
        self.port = free_port()
        if place is not None:
            place.open_door(self.port)
        self._process: Process | None = None
        self._numbers = count(1)
        self.folder = Path(tempfile.mkdtemp(prefix="trygg-postgres-"))  # tests' own folders are closed to other users
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        made = subprocess.run(
            dying_with_parent(
                [
                    *(self._programs / "initdb", "--pgdata", self.folder / "data", "--username=postgres"),
                    *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                ],
                user=self._user,
            ),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise PartFailedError(f"initdb failed: {made.stderr.strip()}")
        if place is not None:
            with (self.folder / "data" / "pg_hba.conf").open("a") as who_may:
                who_may.write("host all all 10.99.0.0/16 trust\n")

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End the server and remove its files."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The running server's process id."""
        if self._process is None:
            raise PartFailedError("this PostgreSQL is not running: call start()")
        return self._process.pid

    def url(self, database: str = "postgres", *, host: str = "127.0.0.1") -> str:
        """Return a database's address in the form of TRYGG_DATABASE_URL; libpq reads it too."""
        return f"postgresql://postgres@{host}:{self.port}/{database}"

    def start(self) -> None:
        """Start it and return when it answers; raises PartFailedError."""
        heard = "127.0.0.1" if self._place is None else "*"
        options = {"port": self.port, "listen_addresses": heard, "unix_socket_directories": self.folder}
        command: list[str | Path] = [self._programs / "postgres", "-D", self.folder / "data"]
        command = dying_with_parent(
            [*command, *(f"--{name}={value}" for name, value in options.items())], user=self._user
        )
        self._process = Process(
            command if self._place is None else self._place.inside(command), log=self.folder / "postgres.log"
        )
        self._process.wait_ready(self._answers)

    def stop(self) -> None:
        """End it in order, dropping whoever is connected."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End it without a checkpoint, as a power cut would; the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """End all its processes at once, and without a word to any (kill -9)."""
        family = self._tell_all(signal.SIGKILL)
        self._end(signal.SIGKILL)
        # A child that is not quite gone yet holds the memory in use, and a server would not start beside it.
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))

    def pause(self) -> None:
        """Freeze all its processes, as a disk that stalls would: connections stay open, and nobody answers."""
        self._tell_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen server go on."""
        self._tell_all(signal.SIGCONT)

    def restart(self) -> None:
        """Stop it where it still runs, and start it on the same port with the same data."""
        self.stop()
        self.start()

    def create_database(self, *, like: str = "template1", encoding: str | None = None) -> str:
        """Make a fresh database, empty or like one to which nobody is connected, and return its name.

        With `encoding` it is one as a server makes that was set up in the locale C.
        """
        name = f"trygg_{next(self._numbers)}"
        like = like if encoding is None else "template0"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
        as_c = sql.SQL(" ENCODING {} LC_COLLATE 'C' LC_CTYPE 'C'")
        self._run(made if encoding is None else made + as_c.format(sql.Literal(encoding)))
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _tell_all(self, what: signal.Signals) -> list[int]:
        """Send a signal to each of its processes; return which these are."""
        family = list(self._family())
        for pid in family:
            with contextlib.suppress(ProcessLookupError):  # one may have ended meanwhile
                os.kill(pid, what)
        return family

    def _family(self) -> list[int]:
        """Return the server's processes: the first one, and those it has made."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):  # it may have ended by itself
                self.resume()  # a frozen one hears no signal, and what a test has found would be lost behind that
            self._process.end(how)
            self._process = None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
