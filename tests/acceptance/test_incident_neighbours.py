"""He has threatened one office, and goes to the next: two in one house close together, each on a Trygg of its own."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from parts.screen import Screen
from parts.two_offices import CLOCK, OTHER_SECRET, SECRET, Office, two_offices, until
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(180)

SINCE = "2026-11-23T09:00:00.000000Z"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Office]]:
    """The house: the office on the ground floor runs, the one upstairs is down."""
    below, above = two_offices(tmp_path_factory.mktemp("house"))
    with below.service.begun():
        below.service.wait_alive()
        yield below, above
        if above.service.running:
            above.service.stop()
    above.service.http.close()


def word(**more: Any) -> dict[str, Any]:
    """What the neighbour's Trygg might say: its office closes."""
    said = {"closing": "a-theirs", "version": 7, "stage": "closing", "name": "Grannen", "since": SINCE}
    return {**said, **more}


def test_two_offices_close_together(house: tuple[Office, Office]) -> None:
    """He is on his way. Upstairs hears of it, though its Trygg was down, answers, and is told when it is over."""
    below, above = house
    closing = below.close("he-is-on-his-way", looks_like="blå jacka")
    until(lambda: "unreachable" in below.service.log)
    assert below.line(closing)["state"] == "open", "nobody upstairs has answered: the line says so"

    above.service.start(wait_ready=False)
    above.service.wait_alive()
    shown = until(above.next_door)
    door = shown["closing"]["next_door"]
    assert (shown["level"], shown["zone"], shown["presser"], shown["responders"]) == (0, None, None, [])
    assert (door["name"], door["stage"], door["entrance"]) == (
        "Medborgarkontoret Ås",
        "closing",
        "Huvudentrén mot Storgatan",
    )
    assert shown["closing"]["words"] == "Släpp inte in någon."
    heard = str((shown, above.service.entries(shown["alarm"])))
    assert not [word for word in ("Gunilla", "blå jacka", "Kaféet") if word in heard]

    above.say(shown["alarm"], "answer-item", item="answer", answer="received", person="elin", screen="staff")
    line = until(lambda: (one := below.line(closing))["state"] == "received" and one)
    assert line["by"] == "contact:next-door"
    told = next(one for one in below.board() if one["alarm"] == closing)
    assert told["names"]["contact:next-door"] == "Jobbcentrum plan 3"
    above.say(shown["alarm"], "answer-item", item="answer", answer="done", person="elin", screen="staff")
    until(lambda: below.line(closing)["state"] == "done")
    assert "Elin" not in str(below.service.entries(closing)), "it is the office that answers, and nobody by name"

    below.say(closing, "look-again", person="gunilla", minutes=45)
    looked = below.alarm(closing)["closing"]["look_again_at"]
    until(lambda: (one := above.next_door()) and one["closing"]["look_again_at"] == looked)
    assert above.board()[0]["closing"]["items"][0]["state"] == "done", "what was answered stays answered"

    below.say(closing, "clear", person="gunilla")
    until(lambda: above.next_door() is None)
    ended = [one for one in above.service.entries(shown["alarm"]) if one["event"] == "AlarmCleared"]
    assert [one["facts"]["by"] for one in ended] == ["contact:next-door"]

    # Another day it is the office upstairs that expects somebody, and then closes.
    expected = above.close("somebody-may-come", stage="expected")
    shown = until(below.next_door)
    assert shown["closing"]["next_door"]["stage"] == "expected"
    below.say(shown["alarm"], "answer-item", item="answer", answer="cannot", person="ida", screen="staff")
    until(lambda: above.alarm(expected)["responders"]["contact:next-door"]["state"] == "declined")
    assert above.close("now", stage="closing") == expected
    shown = until(lambda: (one := below.next_door()) and one["closing"]["next_door"]["stage"] == "closing" and one)
    assert shown["closing"]["items"][0]["state"] == "open", "to close is asked anew"
    below.say(shown["alarm"], "answer-item", item="answer", answer="done", person="ida", screen="staff")
    until(lambda: above.line(expected)["state"] == "done")
    above.say(expected, "clear", person="gunilla")
    until(lambda: below.next_door() is None)
    assert {one["kind"] for one in below.board()} == {"closing"}, "that of the ground floor waits for its record"
    assert {one["kind"] for one in below.service.alarms("as")} == {"closing", "neighbour"}


def test_a_drill_tells_nobody(house: tuple[Office, Office]) -> None:
    """Closing as a drill stays in the office, whatever the neighbour's line says."""
    below, _ = house
    drill = below.close("a-drill", mode="drill")
    assert "contact:next-door" not in below.alarm(drill)["responders"]
    assert [one for one in below.service.entries(drill) if one["event"].startswith("Notice")] == []
    below.say(drill, "clear", person="gunilla")


def test_nobody_else_is_taken_for_the_neighbour(house: tuple[Office, Office]) -> None:
    """A forged word, an old one, one for or from another office, one too large and nonsense are refused, in words."""
    below, _ = house
    now = CLOCK.now()
    refused = {
        "forged": below.hear(word(), secret=b"whoever would like to close the house"),
        "old": below.hear(word(), at=now - timedelta(seconds=301)),
        "early": below.hear(word(), at=now + timedelta(seconds=330)),
        "of-nobody": below.hear(word(), office="fjellvik"),
        "from-another": below.hear(word(**{"from": "somebody"})),
        "sent-back": below.hear(word(**{"from": "as", "to": "jc"})),
        "too-large": below.hear(word(words="å" * 9_000)),
        "no-json": below.hear(b"close the house"),
        "no-stage": below.hear(word(stage="emergency")),
        "huge-number": below.hear(word(version=2**80)),
        "no-zone": below.hear(word(since="2026-11-23T09:00:00")),
    }
    unsigned = below.service.http.post("/api/v1/neighbours/as", json=word())
    codes = {what: (one.status_code, one.json()["code"]) for what, one in {**refused, "unsigned": unsigned}.items()}
    assert codes == {
        "forged": (404, "no_neighbour"),
        "old": (400, "wrong_time"),
        "early": (400, "wrong_time"),
        "of-nobody": (404, "no_neighbour"),
        "from-another": (403, "another_office"),
        "sent-back": (403, "another_office"),
        "too-large": (413, "too_large"),
        "no-json": (400, "unreadable_word"),
        "no-stage": (400, "unreadable_word"),
        "huge-number": (400, "unreadable_word"),
        "no-zone": (400, "unreadable_word"),
        "unsigned": (404, "no_neighbour"),
    }
    assert below.next_door() is None
    assert SECRET.decode() not in below.service.log


def test_twice_late_and_in_a_circle(house: tuple[Office, Office]) -> None:
    """A word said twice is one, a late one changes nothing, the next secret holds too, and nothing goes in a circle."""
    below, _ = house
    first = word(closing="a-first")
    assert [below.hear(first, secret=secret).status_code for secret in (SECRET, SECRET, OTHER_SECRET)] == [200] * 3
    shown = below.next_door()
    assert shown is not None
    alarm, later = shown["alarm"], (CLOCK.now() + timedelta(minutes=50)).isoformat()
    entries = len(below.service.entries(alarm))
    assert below.hear({**first, "version": 6, "look_again_at": later}).status_code == 200
    assert len(below.service.entries(alarm)) == entries, "an older word than the last"

    # Somebody here ends it: the same closing does not begin again, and its end is no news.
    below.say(alarm, "clear", person="gunilla")
    assert below.hear({**first, "version": 9, "look_again_at": later}).status_code == 200
    assert below.hear({**first, "version": 10, "stage": "over"}).status_code == 200
    assert below.next_door() is None

    # It has opened again before anybody here heard that it closed.
    assert below.hear(word(closing="a-missed", version=5, stage="over")).status_code == 200
    assert below.hear(word(closing="a-missed", version=4)).status_code == 200
    assert below.next_door() is None

    own = below.close("our-own")
    circle = below.hear(word(closing=own))
    assert (circle.status_code, circle.json()["code"]) == (409, "own_closing")
    stranger = {"closing": "a-nobodys", "version": 1, "stage": "closing", "answer": "done"}
    assert below.hear(stranger).status_code == 200, "an answer to what is over is taken and means nothing"
    below.say(own, "clear", person="gunilla")


async def told_all(office: Office, screen: Screen) -> None:
    """Wait until a screen was sent whatever it is sent of what has happened so far: a heartbeat comes behind it all."""
    position = office.service.get("/offices/as/board")["position"]
    async with office.service.screen("as", "staff") as staff:
        await staff.until(lambda: staff.position >= position)
    beats = len(screen.told("heartbeat"))
    await screen.until(lambda: len(screen.told("heartbeat")) > beats + 1)


async def test_a_neighbour_with_a_screen_only(house: tuple[Office, Office]) -> None:
    """The café's screen shows that the office closes, answers with one tap, and is sent nothing of anything else."""
    below, _ = house
    path = "/api/v1/offices/as/next-door?screen=at-cafe"
    ask = below.service.http.get
    assert ask(path).json()["closing"] is None
    async with below.service.screen("as", "at-cafe") as screen:
        drill = below.close("seen-by-nobody", mode="drill")
        assert ask(path).json()["closing"] is None, "a drill is nobody's outside"
        closing = below.close("seen-at-the-cafe", looks_like="blå jacka")
        shown = ask(path).json()["closing"]
        assert (shown["name"], shown["answer"]) == ("Medborgarkontoret Ås", "open")
        said = below.service.http.post(path, json={"closing": closing, "answer": "received"})
        assert said.json()["closing"]["answer"] == "received"
        assert below.line(closing, "cafe")["by"] == "contact:cafe"
        wrong = below.service.http.post(path, json={"closing": drill, "answer": "done"})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_state")
        below.say(closing, "clear", person="gunilla")
        below.say(drill, "clear", person="gunilla")
        assert ask(path).json()["closing"] is None
        await told_all(below, screen)
        sent = json.dumps(screen.messages)
    assert {one["type"] for one in screen.messages} <= {"snapshot", "heartbeat"}
    assert not [word for word in ("Gunilla", "blå", "Släpp", "closing", closing, drill) if word in sent]
    for other in ("staff", "reception", "none"):
        answer = ask(f"/api/v1/offices/as/next-door?screen={other}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_neighbours_screen")


async def test_the_cafes_paired_screen_sees_nothing_else(house: tuple[Office, Office]) -> None:
    """Let in by a code, as a real one is: it answers in her name, and neither asks nor is sent anything beside that."""
    below, _ = house
    code = below.service.http.post("/api/v1/offices/as/paired/codes", json={"screen": "at-cafe"}).json()["code"]
    with httpx2.Client(base_url=f"{below.service.url}/api/v1", trust_env=False, verify=NO_TLS, timeout=20.0) as cafe:
        paired = cafe.post("/pair", json={"code": code, "name": "Kaféet"})
        assert (paired.status_code, paired.json()["address"]) == (201, "/screen/as/at-cafe")
        assert cafe.get("/offices/as/next-door?screen=staff").json()["closing"] is None, (
            "it is its own, whatever it says"
        )
        async with below.service.screen("as", "staff", cookie=dict(cafe.cookies)) as screen:
            pressed = below.service.http.post(
                "/api/v1/offices/as/alarms",
                json={"person": "anna", "zone": "room-114"},
                headers={"Idempotency-Key": "beside-the-cafe"},
            ).json()["alarm"]
            closing = below.close("seen-at-a-paired-one", looks_like="blå jacka")
            shown = cafe.get("/offices/as/next-door").json()["closing"]
            assert (shown["closing"], shown["answer"]) == (closing, "open")
            said = cafe.post("/offices/as/next-door", json={"closing": closing, "answer": "done"})
            assert said.json()["closing"]["answer"] == "done"
            assert below.line(closing, "cafe")["by"] == "contact:cafe"
            asked = [
                cafe.get(f"/offices/as{path}")
                for path in ("", "/board", "/alarms", "/today", "/fire", "/paired", "/meetings", "/drills")
            ] + [cafe.get(f"/alarms/{one}{path}") for one in (pressed, closing) for path in ("", "/timeline")]
            asked.append(cafe.get(f"/alarms/{closing}/looks-like"))
            refused = [
                cafe.post("/offices/as/closing", json={"person": "gunilla"}, headers={"Idempotency-Key": "x"}),
                cafe.post("/offices/as/fire-over", json={"person": "gunilla"}),
                cafe.post(f"/alarms/{closing}/answer-item", json={"item": "neighbours/contact:cafe", "answer": "done"}),
                cafe.post(f"/alarms/{closing}/clear", json={"person": "gunilla"}),
                cafe.post(f"/alarms/{pressed}/accept", json={"person": "bo"}),
            ]
            below.say(closing, "clear", person="gunilla")
            below.say(pressed, "cancel", person="gunilla", words="Prov.")
            await told_all(below, screen)
            sent = json.dumps(screen.messages)
    assert [one.status_code for one in refused] == [403] * len(refused)
    assert {one["type"] for one in screen.messages} <= {"snapshot", "heartbeat"}
    told = sent + "".join(one.text for one in asked if one.status_code < 400)
    secret = ("Gunilla", "Anna", "blå", "Släpp", "room-114", "neighbours", pressed, closing)
    assert not [word for word in secret if word in told]
    assert {one.status_code for one in asked} <= {200, 403, 404}
