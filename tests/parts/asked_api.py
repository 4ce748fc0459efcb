"""Every address of the API is asked what its description allows, and what it does not (Schemathesis), by many at once.

An answer is held to the description: its status, its kind, and what stands in it. Nothing here is random: the same
seed asks the same.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
import jsonschema_rs
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from parts.house import PASSWORD, House, house
from service.access.rights import PROGRAMS, Grant, Role

NOT_ASKED: Final = {("POST", "/api/v1/accounts/{account}/end"), ("DELETE", "/api/v1/session")}
"""What would end whoever asks; each has tests of its own."""
EVERYTHING: Final = "eva, who may everything"
Described = dict[str, Any]


@dataclass(kw_only=True)
class Asking:
    """A node, whoever asks there, and what is known of its places."""

    run: asyncio.Runner
    house: House
    who: Mapping[str, Mapping[str, str]]
    known: Mapping[str, str]
    described: Described
    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    """What was answered otherwise than the description says, or not at all."""

    def everything(self, examples: int, number: int) -> None:
        """Ask every address so many times, each time as somebody, for what it takes and for what it does not take."""
        for found in schemathesis.openapi.from_dict(self.described).get_all_operations():
            assert isinstance(found, Ok), found.err()
            operation = found.ok()
            if (operation.method.upper(), operation.path) in NOT_ASKED:
                continue
            raw = operation.definition.raw
            modes = [GenerationMode.POSITIVE]
            if "requestBody" in raw or any(one["in"] != "path" for one in raw.get("parameters", ())):
                modes.append(GenerationMode.NEGATIVE)
            for mode in modes:
                self._ask(operation.as_strategy(generation_mode=mode), examples, number)

    def _ask(self, cases: st.SearchStrategy[Case[Any]], examples: int, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # what is wrong is gathered, and not made smaller
        )
        @given(case=cases, who=st.just(EVERYTHING) | st.sampled_from(sorted(self.who)), known=st.integers(0, 3))
        def one(case: Case[Any], who: str, known: int) -> None:
            if known:  # else next to every answer would be that there is no such office
                names = case.path_parameters.keys() & self.known.keys()
                case.path_parameters.update({name: self.known[name] for name in names})
            self.one(case, who)

        one()

    def one(self, case: Case[Any], who: str) -> None:
        """Ask once, and look at the answer."""
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8080")
        headers = {name: value for name, value in (sent.get("headers") or {}).items() if name.lower() != "user-agent"}
        content = sent.get("data")
        if "json" in sent:
            content = json.dumps(sent["json"])
            headers.setdefault("Content-Type", "application/json")
        try:
            request = self.house.node.http.build_request(
                sent["method"],
                sent["url"],
                params=sent.get("params"),
                headers={**headers, **self.who[who]},
                content=content if isinstance(content, str | bytes) or content is None else str(content),
            )
        except (UnicodeError, httpx2.InvalidURL):
            return  # nobody can send that
        where = f"{who}: {request.method} {case.operation.path} ({request.url.raw_path!r} {content!r:.300})"
        try:
            answer = self.run.run(self._sent(request))
        except Exception as wrong:
            self.wrong.append(f"{where} failed: {wrong!r:.300}")
            return
        self.asked += 1
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if said := self.flaw(case.operation.definition.raw["responses"], answer):
            self.wrong.append(f"{where}: {said}")

    def flaw(self, responses: Described, answer: httpx2.Response) -> str | None:
        """Return what of an answer is not as described; None where all is."""
        status = answer.status_code
        if status >= 500 and not (status == 503 and "503" in responses) and status != 502:
            return f"{status} {answer.text[:300]}"
        said = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if said is None:
            return f"the status {status} is not described"
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if not answer.content:
            return None
        if kind not in said.get("content", {}):
            return f"{status} has the kind {kind}, which is not described"
        schema = said["content"][kind].get("schema")
        if schema and kind.endswith("json"):
            whole = {**schema, "components": self.described["components"]}
            try:
                jsonschema_rs.validate(whole, answer.json())
            except ValueError as wrong:
                return f"{status} does not hold to its description: {wrong!s:.300}"
        return None

    async def _sent(self, request: httpx2.Request) -> httpx2.Response:
        async with asyncio.timeout(30):
            answer = await self.house.node.http.send(request, follow_redirects=False)
        self.house.node.http.cookies.clear()
        return answer


@contextmanager
def asking(folder: Path) -> Iterator[Asking]:
    """Open a node where something of everything goes on, with a program of each role, a screen, and nobody."""
    with asyncio.Runner() as run:
        opened = house(folder)
        one = run.run(opened.__aenter__())
        try:
            yield run.run(_with_all(run, one))
        finally:
            run.run(opened.__aexit__(None, None, None))


async def _with_all(run: asyncio.Runner, one: House) -> Asking:
    operator = await one.token(Role.OPERATOR)
    directory = await one.roll.make_token("hr", Role.DIRECTORY, directory="hr")
    roles = [Grant(role=role, office=None) for role in Role if role not in PROGRAMS]
    await one.roll.add("eva", "Eva Lundin", grants=roles, typed=PASSWORD)
    session = await one.ask("POST", "/api/v1/session", {}, json={"login": "eva", "password": PASSWORD})
    who = {
        EVERYTHING: {"Cookie": session.headers["set-cookie"].split(";")[0]},
        "operator": operator,
        "lead": await one.token(Role.LEAD, "as"),
        "office administrator": await one.token(Role.OFFICE_ADMINISTRATOR, "as"),
        "responder": await one.token(Role.RESPONDER, "as"),
        "security": await one.token(Role.SECURITY),
        "safety representative": await one.token(Role.SAFETY_REPRESENTATIVE, "as"),
        "a screen": await one.paired(operator, screen="staff"),
        "a directory": {"Authorization": f"Bearer {directory.text}"},
        "nobody": {},
    }
    described = (await one.node.http.get("/api/openapi.json", headers=operator)).json()
    known = {
        "office": "as",
        "person": "bo",
        "device": "none",
        "roster": "guard",
        "language": "sv",
        "route": "email",
        "screen": "staff",
        "version": "0" * 64,
        "alarm": one.ids["alarm"],
        "meeting": one.ids["meeting"],
    }
    return Asking(run=run, house=one, who=who, known=known, described=described)
