"""Every export of a drill: opened, and each line of it says by itself that it is none of a real alarm."""

import asyncio
import csv
import json
import re
from io import StringIO
from pathlib import Path

from typer.testing import CliRunner

from parts.drill_day import day
from service.cli.commands import app

MARK = {"sv": "ÖVNING", "nb": "ØVELSE", "en": "DRILL"}


async def test_each_line_of_an_export_says_that_it_is_of_a_drill(tmp_path: Path) -> None:
    """A drill, and a real alarm afterwards: read over the API, in the review in each language, and from the shell."""
    async with day(tmp_path) as office:
        drill = await office.runs()
        await office.says(drill["alarm"], "accept", "bo")
        await office.post(f"/drills/{drill['drill']}/end")
        await office.passes(1)
        real = await office.press(person="anna")
        for alarm, mode in ((drill["alarm"], "drill"), (real, "actual")):
            told = (await office.http.get(f"/api/v1/alarms/{alarm}/timeline")).json()["entries"]
            assert len(told) > 1
            assert {entry["mode"] for entry in told} == {mode}
            for lang, mark in MARK.items():
                page = (await office.http.get(f"/review/as/{alarm}", params={"lang": lang})).text
                lines = re.findall(r'<td role="cell" class="said">(.*?)</td>', page)
                assert len(lines) == len(told)
                assert {mark in line for line in lines} == {mode == "drill"}
                table = (await office.http.get(f"/review/as/{alarm}/export.csv", params={"lang": lang})).text
                delimiter = "," if lang == "en" else ";"
                rows = list(csv.reader(StringIO(table, newline=""), delimiter=delimiter))[1:]
                assert {row[0] == mark for row in rows} == {mode == "drill"}
            file = (await office.http.get(f"/review/as/{alarm}/export.json")).json()
            assert {one["mode"] for one in file["entries"] if one["alarm"] == alarm} == {file["mode"]} == {mode}
    settings = {"TRYGG_DATA_DIR": str(tmp_path), "TRYGG_PLANS_DIR": str(tmp_path / "plans")}
    exported = await asyncio.to_thread(CliRunner().invoke, app, ["timeline", "export", "as"], env=settings)
    assert exported.exit_code == 0
    lines = [json.loads(line) for line in exported.stdout.splitlines()]
    of_drill = [one for one in lines if drill["drill"] == one["facts"].get("undertaking")]
    assert {one["event"] for one in of_drill} >= {"DrillPlanned", "DrillStarted", "DrillPressed", "DrillJudged"}
    of_drill += [one for one in lines if one["alarm"] == drill["alarm"]]
    assert {one["mode"] for one in of_drill} == {"drill"}
    assert {one["mode"] for one in lines if one["alarm"] == real} == {"actual"}
    assert {one["mode"] for one in lines if one["event"].startswith("Plan")} == {None}
