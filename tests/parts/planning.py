"""An office whose plan people work on, against a real store, judged here and now instead of in another process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import roles
from parts.stores import Watch
from roles.document import load
from roles.loaded import Loaded
from service.life.life import Life, replay
from service.life.states import State
from service.planning.apart import TooLongError
from service.planning.drafts import Drafts
from service.planning.file import take_file
from service.planning.judge import judge
from service.planning.judgement import Judgements
from service.planning.record import events_of
from service.planning.standing import Standing, standing
from service.planning.versions import Versions
from service.store.port import Store
from service.timeline.entry import Entry

EXAMPLES = Path(roles.__file__).parent / "examples"
TEXT = (EXAMPLES / "as.yaml").read_text()
GREEN = TEXT.replace("name: Rum 114", "name: Gröna rummet")
SAFE = TEXT.replace("holders: [ida]  # the planted gap: no deputies", "holders: [ida]\n    deputies: [bo, elin]")
"""Without the planted gap."""
MANAGER, DEPUTY, NOBODY = "gunilla", "cecilia", "bo"


@cache
def _loaded(text: str) -> Loaded:
    """Read a text once for all tests: nobody changes what it becomes."""
    return load(text, source="as.yaml")


@cache
def _judged(question: str) -> str:
    """Judge a question once for all tests: the answer depends on nothing else, and goes from process to process."""
    return json.dumps(judge(json.loads(question)))


def version_of(text: str) -> str:
    """Return the version of a text."""
    plan = _loaded(text).plan
    assert plan is not None
    return plan.version


@dataclass(kw_only=True)
class Desk:
    """One node's desk for plans."""

    store: Store
    watch: Watch
    office: str = "as"
    scenarios: bytes | None = None
    told: list[Entry] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    """What was judged."""
    too_long: str = "takes a minute"
    """What makes a text take too long to be judged."""

    def __post_init__(self) -> None:
        """Put the parts together."""

        async def standards() -> Mapping[str, bytes]:
            return {}

        async def scenarios(_office: str) -> bytes | None:
            return self.scenarios

        async def here(question: Mapping[str, Any]) -> Mapping[str, Any]:
            self.asked.append(question)
            if self.too_long in question["text"]:
                raise TooLongError("it takes a minute")
            answer: Mapping[str, Any] = json.loads(_judged(json.dumps(question)))
            return answer

        judgements = Judgements(self.store, self.watch, here, standards=standards, scenarios=scenarios)
        self.versions = Versions(self.store, self.watch, judgements, tell=lambda _, entries: self.told.extend(entries))
        self.drafts = Drafts(self.versions, {"as"}, most_new=2)

    async def take(self, text: str, file: str = "f1") -> str:
        """Take a plan from the folder; return its version."""
        loaded = _loaded(text)
        assert loaded.plan is not None
        await take_file(self.store, self.watch, loaded.plan, loaded, written=text, file=file)
        return loaded.plan.version

    async def draft(self, text: str, revision: int | None = None, by: str = NOBODY) -> int:
        """Save a draft; return its revision."""
        return (await self.drafts.save(self.office, text, revision, by))[0].revision

    async def approve(self, version: str, by: str = MANAGER) -> None:
        """Approve a version."""
        await self.versions.approve(self.office, version, by, via="api")

    async def publish(self, version: str, by: str = MANAGER, reason: str = "It is time.", **told: Any) -> None:
        """Publish a version."""
        how: dict[str, Any] = {"holds_from": None, "reason": reason, "via": "api", **told}
        await self.versions.publish(self.office, version, by, **how)

    async def bring(self, text: str) -> str:
        """Draft, approve and publish a text; return its version."""
        version = version_of(text)
        there = await self.store.draft(self.office)
        await self.draft(text, there.revision if there and there.text is not None else None)
        await self.approve(version)
        await self.publish(version)
        return version

    async def stands(self) -> Standing:
        """Return how the plan stands."""
        return await standing(self.versions, self.office)

    async def state(self, version: str) -> State:
        """Return where a version stands."""
        found = await self.stands()
        return found.life.state(version, found.now, found.today)

    async def folded(self) -> Life:
        """Return the life as its entries tell it."""
        return replay(events_of(await self.store.plan_entries(self.office))).at(self.watch.now())
