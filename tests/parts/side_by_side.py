"""Runs test files side by side, in processes that are forked once all tests are known: gathering them is dear.

The first process gathers, forks, and shows what it is told; each worker takes the next file from one queue, and a file
stays together. What has not been told as run is a failure, and so is a worker that ends otherwise than its tests say.
"""

import multiprocessing.connection
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final

import pytest

from parts.process import die_with

_NUMBER_BYTES: Final = 2
Location = tuple[str, int | None, str]


@dataclass(kw_only=True)
class _Worker:
    """One process that runs files."""

    pid: int
    life: int
    """A descriptor that can be read once it has ended."""
    words: Connection
    failed: bool = False


@dataclass(kw_only=True, eq=False)  # pytest keeps plugins in sets
class _Teller:
    """A worker's mouth: what pytest notes there is told to the first process."""

    config: pytest.Config
    words: Connection

    def pytest_runtest_logstart(self, nodeid: str, location: Location) -> None:
        """Tell that a test begins."""
        self.words.send(("begun", (nodeid, location)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a part of a test went."""
        self.words.send(("went", self.config.hook.pytest_report_to_serializable(config=self.config, report=report)))

    def pytest_runtest_logfinish(self, nodeid: str, location: Location) -> None:
        """Tell that a test is through."""
        self.words.send(("through", (nodeid, location)))

    def pytest_internalerror(self, excrepr: object) -> None:
        """Tell that pytest itself failed."""
        self.words.send(("broken", str(excrepr)))


@dataclass(kw_only=True, eq=False)  # pytest keeps plugins in sets
class SideBySide:
    """The plugin: instead of pytest's own loop over all tests."""

    count: int
    """How many workers there are."""
    _workers: list[_Worker] = field(default_factory=list)
    _open: set[str] = field(default_factory=set)
    """The tests that are not yet through."""
    _wrong: list[str] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run everything, here as the first process and in each worker; None leaves it to pytest."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        files: dict[object, list[pytest.Item]] = {}
        for item in session.items:
            files.setdefault(item.path, []).append(item)
        self._open = {item.nodeid for item in session.items}
        if (ready := sys.modules.get("parts.nursery")) is not None:  # some test starts services
            ready.nursery()  # one for all
        queue = _queue(len(files))
        first = os.getpid()
        for _ in range(min(self.count, len(files))):
            mine, theirs = multiprocessing.connection.Pipe(duplex=False)
            pid = os.fork()
            if pid == 0:
                die_with(first)
                mine.close()
                _become_worker(session, theirs)
                _run(_taken(queue, list(files.values())))
                return True
            theirs.close()
            self._workers.append(_Worker(pid=pid, life=os.pidfd_open(pid), words=mine))
        os.close(queue)
        self._listen(session)
        return True

    def _listen(self, session: pytest.Session) -> None:
        """Show what workers tell until all have ended; raises `Failed` where something has not run."""
        while self._workers:
            multiprocessing.connection.wait([one for worker in self._workers for one in (worker.words, worker.life)])
            for worker in list(self._workers):
                ended, status = os.waitpid(worker.pid, os.WNOHANG)
                self._hear(session.config, worker)  # after the look whether it has ended: then this was all
                if ended:
                    self._workers.remove(worker)
                    os.close(worker.life)
                    worker.words.close()
                    code = os.waitstatus_to_exitcode(status)
                    if code != int(worker.failed):
                        self._wrong.append(f"a worker ended with {code}")
        if self._open:
            self._wrong.append(f"{len(self._open)} tests did not run to their end: {', '.join(sorted(self._open)[:5])}")
        if self._wrong:
            session.shouldfail = "; ".join(self._wrong)
            raise session.Failed(session.shouldfail)

    def _hear(self, config: pytest.Config, worker: _Worker) -> None:
        """Pass on what a worker has told."""
        try:
            while worker.words.poll():
                kind, told = worker.words.recv()
                if kind == "begun":
                    config.hook.pytest_runtest_logstart(nodeid=told[0], location=told[1])
                elif kind == "went":
                    report = config.hook.pytest_report_from_serializable(config=config, data=told)
                    worker.failed = worker.failed or report.failed
                    config.hook.pytest_runtest_logreport(report=report)
                elif kind == "through":
                    self._open.discard(told[0])
                    config.hook.pytest_runtest_logfinish(nodeid=told[0], location=told[1])
                else:
                    self._wrong.append(told)
        except EOFError:  # it is about to end
            return


def _queue(length: int) -> int:
    """Return a pipe's end from which whoever comes first reads the next number."""
    queue, into = os.pipe()
    os.write(into, b"".join(number.to_bytes(_NUMBER_BYTES) for number in range(length)))
    os.close(into)
    return queue


def _taken(queue: int, files: Sequence[Sequence[pytest.Item]]) -> Iterator[pytest.Item]:
    """Take file after file from the queue, and give its tests."""
    while number := os.read(queue, _NUMBER_BYTES):
        yield from files[int.from_bytes(number)]


def _run(items: Iterator[pytest.Item]) -> None:
    """Run tests as pytest does: what the next one needs too is kept."""
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following


def _become_worker(session: pytest.Session, words: Connection) -> None:
    """Take leave of the first process: own files for what tests print, and whatever is noted is told."""
    plugins = session.config.pluginmanager
    capture = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    capture.start_global_capturing()
    capture.suspend_global_capture()
    plugins.register(_Teller(config=session.config, words=words))
