"""A bad day in an office, told as it would be told afterwards: who pressed, who was called, who came.

Many offices live in one service, each with its own story, so that a story costs no start. Their plans have the
examples' deadlines, twenty times shorter: `passes(20)` waits a second. Nothing is measured: what is expected is waited
for, and what must not have happened is looked for in the record.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from parts.offices import AS, DEVICES, hurried
from parts.screen import Screen
from parts.service import Service
from parts.stock import press
from service.alarm.instant import parse_instant

FASTER: Final = 20
"""So many times shorter than in the example is every deadline."""

BY_ITSELF: Final = ("AlarmEscalated", "StepSkipped", "ResponderSilent", "ResponderOverdue", "RespondersReminded")
"""What the service does when nobody says anything."""

SAYS_NOTHING: Final = ("CallFailed", "PressesCounted")
"""What changes nothing of what comes next, and so promises nothing itself."""


def offices(folder: Path, *names: str) -> Path:
    """Write one office for each story into a folder of plans: the invented office with its pendants, in a hurry."""
    folder.mkdir(parents=True)
    for name in names:
        plan = hurried(AS.read_text(), by=FASTER).replace("office: as\n", f"office: {name}\n", 1)
        (folder / f"{name}.yaml").write_text(plan)
        devices = re.sub(r"(?ms)^simulated:.*", "", DEVICES.read_text().replace("\n  as:\n", f"\n  {name}:\n"))
        (folder / f"{name}.devices.yaml").write_text(devices)
    return folder


class Story:
    """One office's day; use it with `async with`. People are called by their ids, `bo`."""

    def __init__(self, service: Service, broker_port: int, office: str) -> None:
        """Prepare a day in an office of the service."""
        self.service = service
        self.office = office
        self.alarm = ""
        self._port = broker_port
        self._presses = 0
        self._keys: dict[str, str] = {}
        self._here: list[Screen] = []

    async def __aenter__(self) -> Self:
        """Open the staff's screen."""
        facts = self.service.get(f"/offices/{self.office}")
        self._keys = {person["id"]: key for key, person in facts["people"].items()}
        await self.screen_opens()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every screen."""
        for screen in self._here:
            await screen.__aexit__(kind, error, trace)

    # --- what people do ----------------------------------------------------------------------------------------------

    async def press(self, pendant: int = 1, *, again: bool = False) -> str:
        """Press a pendant; 1 is Anna's, in room 114. Returns the alarm, which the story is about from now on."""
        known = len(self.screen.entries("AlarmRaised"))
        joined = len(self.screen.entries("AlarmJoined"))
        self._presses += 1
        press(self._port, f"{self.office}/pendant-{pendant}", f'{{"id": "{self._presses}"}}')
        if again:
            await self.screen.until(lambda: len(self.screen.entries("AlarmJoined")) > joined)
        else:
            self.alarm = await self.screen.raised(known=known)
        return self.alarm

    def says(self, person: str | None, action: str, **more: Any) -> httpx2.Response:
        """Let somebody say something to the alarm: `says("bo", "accept")`."""
        said = {"person": person, **more} if person else more
        return self.service.http.post(f"/api/v1/alarms/{self.alarm}/{action}", json=said)

    def tells(self, person: str | None, action: str, **more: Any) -> dict[str, Any]:
        """Let somebody say something that is taken; fails when it is refused."""
        answer = self.says(person, action, **more)
        assert answer.status_code == 200, f"{person} {action}: {answer.status_code} {answer.text}"
        content: dict[str, Any] = answer.json()
        return content

    async def passes(self, seconds: float) -> None:
        """Let so many of the plan's seconds pass."""
        await asyncio.sleep(seconds / FASTER)

    # --- what the screens and the service do -------------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        """The screen that was opened last."""
        return self._here[-1]

    async def screen_opens(self, *, after: int | None = None, epoch: str | None = None) -> Screen:
        """Open one more screen, which says where it was."""
        screen = self.service.screen(self.office, after=after, epoch=epoch)
        await screen.__aenter__()
        self._here.append(screen)
        return screen

    async def link_is_lost(self) -> Screen:
        """Cut the last screen off; it keeps what it had shown."""
        screen = self._here.pop()
        await screen.__aexit__(None, None, None)
        return screen

    async def comes_back(self, lost: Screen) -> Screen:
        """Let a screen connect again with what it had shown."""
        return await self.screen_opens(after=lost.position, epoch=lost.epoch)

    async def service_is_killed(self) -> int:
        """End the service as a power cut would, and start it again; returns how much of the alarm was known."""
        known = len(self.record())
        for screen in self._here:
            await screen.__aexit__(None, None, None)
        self._here = []
        self.service.kill()
        self.service.start()
        await self.screen_opens()
        return known

    # --- what is expected --------------------------------------------------------------------------------------------

    @property
    def shown(self) -> dict[str, Any]:
        """How the screen shows the alarm."""
        return self.screen.showing(self.alarm)

    async def expect(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until something holds of how the screen shows the alarm."""
        await self.screen.until(
            lambda: any(one["alarm"] == self.alarm and holds(one) for one in self.screen.alarms), within=30
        )

    async def called(self, *people: str) -> None:
        """Wait until these have been called."""
        wanted = {self.key(one) for one in people}
        await self.expect(lambda shown: wanted <= {row["responder"] for row in shown["responders"]})

    async def stands(self, person: str, state: str) -> None:
        """Wait until somebody is called, accepted, arrived, declined or silent."""
        key = self.key(person)
        await self.expect(
            lambda shown: any(row["responder"] == key and row["state"] == state for row in shown["responders"])
        )

    async def happened(self, event: str, *, times: int = 1) -> dict[str, Any]:
        """Wait until something has happened so many times, and return the last of them."""
        await self.expect(lambda _: len(self.entries(event)) >= times)
        return self.entries(event)[times - 1]

    def entries(self, event: str) -> list[dict[str, Any]]:
        """Return what the screen has heard of one event of this alarm."""
        return self.screen.entries(event, self.alarm)

    def record(self) -> list[dict[str, Any]]:
        """Return the alarm's entries as they stand in the chain."""
        return self.service.entries(self.alarm) if self.alarm else []

    def events(self) -> list[str]:
        """Return what has happened, in order, by the record."""
        return [entry["event"] for entry in self.record()]

    def key(self, person: str) -> str:
        """Return somebody's opaque key; a contact's is her own."""
        return self._keys.get(person, person)

    def who(self, keys: Iterable[str]) -> set[str]:
        """Return the ids of people by their keys."""
        ids = {key: id_ for id_, key in self._keys.items()}
        return {ids.get(key, key) for key in keys}

    def called_at(self, step: int) -> set[str]:
        """Return whom a step of the plan has called."""
        rows = (entry["facts"] for entry in self.record() if entry["event"] == "ResponderCalled")
        return self.who(facts["responder"] for facts in rows if facts["step"] == step)

    def no_gap(self) -> None:
        """Check over the whole record that the plan never let go."""
        assert gaps(self.record()) == []


def gaps(record: list[dict[str, Any]]) -> list[str]:
    """Return where a plan let go of an alarm that nobody had come to yet; nothing where it never did.

    Whatever follows a command promises what comes next, at most the longest of the plan's own deadlines later. What the
    service does by itself comes when it was promised, not before. The answers of the clock are the record's own: how
    fast the machine is decides nothing here.
    """
    longest = _longest_ms(record)
    found: list[str] = []
    for before, entry in pairwise(record):
        if entry["at"] == before["at"]:
            continue
        promised = before["facts"].get("next_at")
        if promised is None and before["event"] not in SAYS_NOTHING:
            found.append(f"nothing follows {before['event']}")
        if entry["event"] in BY_ITSELF and promised is not None and entry["at"] < promised:
            found.append(f"{entry['event']} came before it was due")
    for entry in record:
        promised = entry["facts"].get("next_at")
        if promised is not None:
            wait = (parse_instant(promised) - parse_instant(entry["at"])).total_seconds() * 1000
            if wait > longest:
                found.append(f"{wait:.0f} ms after {entry['event']}, where the plan allows {longest}")
    return found


def _longest_ms(record: list[dict[str, Any]]) -> int:
    """Return the longest deadline of the plan in milliseconds, as it stands in the record."""
    script = next(entry["facts"]["script"] for entry in record if entry["event"] == "AlarmRaised")
    called = [entry["facts"]["arrive_within_ms"] for entry in record if entry["event"] == "ResponderCalled"]
    return int(max([step["after_ms"] for step in script["steps"]] + [script["repeat_ms"]] + called))
