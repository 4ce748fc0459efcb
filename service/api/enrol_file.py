"""Devices by a file: read and checked first, then all of them or none; and the file that says how it is."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from devices.inventory import Device
from roles.sentence import Sentence
from service.access.device_facts import Known
from service.access.devices_file import LARGEST, read_devices, write_devices
from service.access.devices_file import Problem as FileProblem
from service.access.enrolling import EnrolError, Wanted
from service.access.trace import actor_of
from service.addresses import Addresses
from service.api.accounts import must_be_somebody
from service.api.enrolment import EnrolDesk, problem_of
from service.api.gate import Who
from service.api.problem import Problem, answer
from service.store.enrolment_port import Enrolment

MOST_SHOWN: Final = 200
"""Devices of each sort that an answer names."""


class DevicesFile(BaseModel):
    """A file of devices, and whether it is only to be looked through."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LARGEST + 1)]
    check: bool = True
    """Say what would happen, and change nothing."""
    seen: Annotated[str, Field(max_length=64)] | None = None
    """What the check answered under `seen`: nothing has changed since."""


def router(on: EnrolDesk) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/offices/{office}/enrolling", tags=["devices"])

    @routes.get("/file")
    async def written(office: str) -> Response:
        """Return the office's devices as CSV."""
        on.page(office)
        mine = [one for one in on.enrolments.inventory.devices if one.office == office]
        headers = {"Content-Disposition": f'attachment; filename="{office}-devices.csv"'}
        # Spreadsheets take a file without the mark for Windows-1252.
        text = "\ufeff" + write_devices(sorted(mine, key=lambda one: one.device))
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    @routes.post("/file")
    async def read(office: str, visitor: Who, said: DevicesFile) -> Response:
        """Look a file of devices through, or enrol all that stands in it."""
        must_be_somebody(visitor)
        plan = on.page(office).plan
        kept = {one.device.device: one for one in await on.desk.store.enrolments.of_office(office)}
        files = {one.device: one for one in on.enrolments.files.inventory.devices if one.office == office}
        had = {key: one.device for key, one in kept.items()} | files
        known, today = Known.of(plan), on.today(office)
        # Beside the loop: presses go through it, and this may be a thousand rows with a hundred problems.
        found = await asyncio.to_thread(read_devices, said.text, office, had, known, today)
        if found.problems:
            return _problems(found.problems)
        named = [one for one in found.devices if one.device in files and one != files[one.device]]
        if named:
            return _problems([FileProblem(line=0, column="device", text=_in_file(one.device)) for one in named])
        wanted = [one for one in found.devices if one.device not in files]
        seen = _seen(kept)
        if said.check:
            return JSONResponse({**_told(wanted, kept), "seen": seen})
        if said.seen != seen:
            detail = "Somebody else has changed devices meanwhile. Nothing was changed: look the file through again."
            raise Problem(HTTPStatus.CONFLICT, "device_changed", detail)
        every = [Wanted(device=one, after=kept[one.device].revision if one.device in kept else 0) for one in wanted]
        try:
            await on.enrolling.put_all(office, every, by=actor_of(visitor))
        except EnrolError as wrong:
            raise problem_of(wrong) from None
        await on.enrolments.refresh()
        return JSONResponse({**_told(wanted, kept), "seen": None})

    return routes


def _seen(kept: dict[str, Enrolment]) -> str:
    """Return what is another word after each change: how many there are, and the newest revision."""
    return f"{len(kept)}-{max((one.revision for one in kept.values()), default=0)}"


def _told(wanted: list[Device], kept: dict[str, Enrolment]) -> dict[str, Any]:
    new = [one.name for one in wanted if one.device not in kept]
    changed = [one.name for one in wanted if one.device in kept and one != kept[one.device].device]
    return {
        "new": new[:MOST_SHOWN],
        "changed": changed[:MOST_SHOWN],
        "counts": {"new": len(new), "changed": len(changed), "same": len(wanted) - len(new) - len(changed)},
    }


def _problems(found: "list[FileProblem] | tuple[FileProblem, ...]") -> JSONResponse:
    told = [{"line": one.line, "column": one.column, "text": one.text, **_said(one.text)} for one in found]
    detail = f"The file has {len(found)} problems. Nothing was changed: mend them, and try again."
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong_file", detail, problems=told)


def _in_file(device: str) -> Sentence:
    return Sentence(
        "a file in the plans folder names %(device)s: change it there, or take its line out here", device=device
    )


def _said(text: Sentence) -> dict[str, Any]:
    """Return a sentence so that a page can say it in another language."""
    args = {name: _said(one) if isinstance(one, Sentence) else str(one) for name, one in text.args.items()}
    return {"says": text.id, "args": args}
