"""A masked copy for somebody outside: over HTTP and on the page, with its list; each time it is noted."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest

from parts.known import Known, known
from service.privacy.secrecy import flaws
from service.store.access_port import EVERYWHERE

pytestmark = pytest.mark.timeout(180)

WORDS: Final = "Bo said that the man lives in Storgatan"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8080"}


async def _words_at(node: Known, alarm: str) -> int:
    entries = await node.inside.node.store.alarm_entries(alarm)
    return next(e.position for e in entries if e.personal and e.personal.content.get("words") == WORDS)


async def test_a_copy_over_http_is_masked_can_be_checked_and_is_noted(tmp_path: Path) -> None:
    """Neither name nor words that are masked; hashes fit; a look, and a line without any words in the record."""
    async with known(tmp_path) as node:
        alarm = await node.over(words=WORDS)
        store = node.inside.node.store
        key = (await store.identify("as", ["bo"]))["bo"]
        said = {"grounds": ["OSL 21:7"], "persons": {key: 1}, "words": {str(await _words_at(node, alarm)): 1}}
        address = f"/api/v1/alarms/{alarm}/disclosure"
        assert (await node.ask("siv", "POST", address, json=said)).status_code == 403
        answer = await node.ask("stina", "POST", address, json=said)
        assert answer.status_code == 200, answer.text
        assert [one for one in ("Bo Lind", "Storgatan") if one in answer.text] == []
        copy = answer.json()
        assert flaws(copy) == []
        assert {one["field"] for one in copy["masked"]} == {f"names.{key}", "words"}
        assert (copy["made_by"], copy["grounds"]) == ("Stina", ["OSL 21:7"])
        wrong = await node.ask("stina", "POST", address, json={**said, "grounds": []})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "no_ground")
        position = await _words_at(node, alarm)
        named = {"grounds": ["OSL 21:7"], "persons": {key: 1}}
        for left in ({}, {"left": [position + 1]}):
            unsure = await node.ask("stina", "POST", address, json={**named, **left})
            assert (unsure.status_code, unsure.json()["code"]) == (422, "still_named")
            assert f"entries {position}. " in unsure.json()["detail"]
        (line,) = [e for e in await store.entries(EVERYWHERE, 0, 1000) if e.event == "AlarmDisclosed"]
        assert line.facts == {"offices": ["as"], "alarm": alarm, "many": len(copy["masked"])}
        sure = await node.ask("stina", "POST", address, json={**named, "left": [position]})
        assert (sure.status_code, WORDS in sure.text) == (200, True)
        seen = (await node.ask("bo", "GET", "/api/v1/me/looks")).json()
        assert ("Stina", "disclosure") in {(one["by"], one["how"]) for one in seen}


async def test_the_page_makes_a_package_and_shows_nothing_by_mistake(tmp_path: Path) -> None:
    """A ground without words, an unknown choice, a masked name in words that are shown: nothing is disclosed."""
    async with known(tmp_path) as node:
        alarm = await node.over(words=WORDS)
        key = (await node.inside.node.store.identify("as", ["bo"]))["bo"]
        here, position = f"/review/as/{alarm}/disclosure", await _words_at(node, alarm)
        page = (await node.ask("stina", "GET", f"{here}?lang=en")).text
        assert f'name="person-{key}"' in page
        assert f'name="entry-{position}"' in page

        async def sent(**chosen: str) -> tuple[int, str, bytes]:
            content = urlencode({name.replace("_", "-"): value for name, value in chosen.items()})
            answer = await node.ask("stina", "POST", f"{here}?lang=en", content=content, headers=FORM)
            return answer.status_code, answer.text, answer.content

        person = f"person-{key}"
        status, text, _ = await sent(**{person: "1"}, **{f"entry-{position}": "words-1"})
        assert status == 422
        assert "a ground that has no words" in text
        for strange in ("9", "x"):
            status, text, _ = await sent(ground_1="OSL 21:7", **{person: strange})
            assert status == 422
            assert "not known here" in text
        assert (await sent(ground_1="OSL 21:7", **{f"entry-{position}": "all-1"}))[0] == 422
        status, text, _ = await sent(ground_1="OSL 21:7", **{person: "1"})
        assert status == 422
        assert f"entries {position}. Mask those words too" in text
        (sign,) = re.findall(r'name="sure-persons" value="(\w+)"', text)
        assert (await sent(ground_1="OSL 21:7", **{person: "1", "sure-persons": sign}))[0] == 200
        assert (await sent(ground_1="x" * 40_000))[0] == 413
        status, _, content = await sent(ground_1="=OSL 21:7", **{person: "1", f"entry-{position}": "whole-1"})
        assert status == 200
        package = zipfile.ZipFile(io.BytesIO(content))
        files = {name: package.read(name).decode() for name in package.namelist()}
        assert set(files) == {"copy.json", "copy.html", "masked.csv"}
        assert [name for name, one in files.items() if "Bo Lind" in one or "Storgatan" in one] == []
        copy = json.loads(files["copy.json"])
        assert flaws(copy) == []
        assert files["masked.csv"].count("\r\n") == len(copy["masked"]) + 1
        assert ";'=OSL 21:7;Stina;" in files["masked.csv"], "no formula reaches a spreadsheet"
        assert "[1] =OSL 21:7" in files["copy.html"]
