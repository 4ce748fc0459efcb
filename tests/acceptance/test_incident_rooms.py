"""A room that was furnished anew against its standard: somebody looks, and the plan and the meetings say so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from parts.drill_day import Day, day
from parts.offices import AS
from parts.picture import png

DAY_S = 24 * 3600
TURNS = """
inspections:
  rooms: {of: [room-114, room-115], every: 30 d, by: manager}
  boundary: {of: [desk-door], every: 7 d, by: door}
"""


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Day]:
    """Open the invented office, whose rooms and one boundary door are looked over in turn."""
    (folder / "plans").mkdir()
    (folder / "plans" / "as.yaml").write_text(AS.read_text() + TURNS)
    async with day(folder, fresh=False) as opened:
        await opened.node.readiness.job.step()
        yield opened


async def places(opened: Day, lang: str = "sv") -> dict[str, dict[str, Any]]:
    """How each place stands on the page of rooms."""
    answer = await opened.http.get("/api/v1/offices/as/readiness", params={"lang": lang})
    return {one["id"]: one for one in answer.json()["places"]}


async def unready(opened: Day) -> dict[str, str]:
    """What the plan's coverage says of places on which nobody should rely."""
    await opened.node.readiness.job.step()
    wanted = {"weeks": 1, "without_one": False}
    answer = await opened.http.post("/api/v1/offices/as/plan/coverage", json=wanted)
    assert answer.status_code == 200, answer.text
    return {one["place"]: one["state"] for one in answer.json()["not_ready"]}


async def remarks(opened: Day, room: str, lang: str) -> list[str]:
    """What is said of a room to whoever plans a meeting there."""
    answer = await opened.http.get("/api/v1/offices/as/meetings", params={"lang": lang})
    return [remark for one in answer.json()["rooms"] if one["zone"] == room for remark in one["remarks"]]


async def test_somebody_has_moved_the_table(tmp_path: Path) -> None:
    """Approved with a picture; a month later nobody has looked; then somebody does, and the way out is blocked."""
    async with office(tmp_path) as opened:
        room = (await places(opened))["room-114"]
        asked = [one["id"] for one in room["questions"]]
        assert {"two_ways_out", "furniture", "sight_in", "lock"} <= set(asked), "ways out, furniture, sight, lock"
        photo = (await opened.http.post("/api/v1/offices/as/readiness/pictures", content=png())).json()["name"]
        good = {"answers": dict.fromkeys(asked, "yes"), "photo": photo}
        assert (await opened.post("/readiness/room-114/looked", good)).json()["state"] == "ready"
        assert (await opened.post("/readiness/room-115/looked", good)).json()["state"] == "ready"
        assert (
            await opened.post(
                "/readiness/desk-door/looked",
                {
                    "answers": dict.fromkeys(
                        [one["id"] for one in (await places(opened))["desk-door"]["questions"]], "yes"
                    )
                },
            )
        ).status_code == 200
        assert (await opened.post("/readiness/room-114/approved", {"photo": photo})).status_code == 200
        shown = (await places(opened))["room-114"]
        assert (shown["approved"]["photo"], shown["approved"]["at"][:10], shown["look"]["failed"]) == (
            photo,
            "2026-11-23",
            [],
        )
        assert await unready(opened) == {}

        await opened.passes(8 * DAY_S)
        assert await unready(opened) == {"desk-door": "overdue"}, "the door of the safe zone has a shorter turn"
        await opened.passes(23 * DAY_S)
        assert await unready(opened) == {"room-114": "overdue", "room-115": "overdue", "desk-door": "overdue"}

        moved = {"answers": {**dict.fromkeys(asked, "yes"), "furniture": "no", "two_ways_out": "no"}}
        assert (await opened.post("/readiness/room-114/looked", moved)).json()["state"] == "failed"
        assert (await unready(opened))["room-114"] == "failed"
        assert (await places(opened))["room-114"]["look"]["failed"] == ["two_ways_out", "furniture"]
        said = {lang: (await remarks(opened, "room-114", lang))[0] for lang in ("sv", "nb", "en")}
        assert said["en"] == "It was not as it should be when somebody last looked."
        assert len(set(said.values())) == 3, "each in its language"
        begun = await opened.post("/meetings", {
            "zone": "room-114", "person": "anna", "watcher": "bo", "ends_at": f"{opened.clock.now():%Y-%m-%dT%H}:59Z",
        })  # fmt: skip
        assert begun.status_code == 201, "it is said, and refuses nothing: she may have no other room"

        back = {"answers": dict.fromkeys(asked, "yes")}
        assert (await opened.post("/readiness/room-114/looked", back)).json()["state"] == "ready"
        assert "room-114" not in await unready(opened)


async def test_a_door_of_the_safe_zone_is_held_open_on_a_warm_day(tmp_path: Path) -> None:
    """A wedge is a fault on the staff's screens until somebody says that it is shut; visitors' screens say nothing."""
    async with office(tmp_path) as opened:
        faults = opened.node.faults
        assert (await opened.post("/readiness/desk-door/door", {"propped": True})).json()["state"] == "propped"
        assert await unready(opened) == {"desk-door": "propped"}
        assert [one.code for one in faults.of("as")].count("door_propped") == 1
        assert (await opened.post("/readiness/desk-door/door", {"propped": False})).status_code == 200
        assert "desk-door" not in await unready(opened)
        assert "door_propped" not in [one.code for one in faults.of("as")]
