"""Bad days, each told as an incident: one real service for all of them, and for each an office of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from parts.ear import say
from parts.mosquitto import Mosquitto
from parts.process import wait_until
from parts.service import Service
from parts.stock import Subscriber
from parts.story import Story, offices
from service.live import board as boards

pytestmark = pytest.mark.timeout(240)  # the service starts in the first and once more in one, on a busy machine

STORIES = ("silence", "leaves", "two", "elsewhere", "link", "killed", "network", "heart", "lead", "card", "moved")

HEARD_ELSEWHERE = """\
    knapp-7: {name: Knapp 7, holder: anna, place: room-114, family: theengs, known_as: ["BC:02:6E:00:00:07"]}
gateways:
  moved: {gw-one: room-114, gw-two: room-214}
"""
"""Anna's radio button, and the two gateways that hear it."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, int, Path]]:
    """One service with an office for each story, its broker's port, and a folder."""
    folder = tmp_path_factory.mktemp("town")
    broker = Mosquitto(folder / "mosquitto", config={"persistence": "true"})
    broker.start()
    try:
        plans = offices(folder / "plans", *STORIES)
        with (plans / "moved.devices.yaml").open("a") as file:
            file.write(HEARD_ELSEWHERE)
        with Service(folder / "node", plans, broker.url) as service:
            yield service, broker.port, folder
            assert "Traceback" not in service.log
            assert service.trygg("timeline", "verify").returncode == 0
    finally:
        broker.stop()


@pytest.fixture
async def story(town: tuple[Service, int, Path], request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """The day of the office that a test is marked with."""
    service, port, _ = town
    async with Story(service, port, request.param) as told:
        yield told


def of(office: str) -> pytest.MarkDecorator:
    """Say in which office a story is told."""
    return pytest.mark.parametrize("story", [office], indirect=True)


@of("silence")
async def test_nobody_answers(story: Story) -> None:
    """Anna presses in room 114 and nobody taps: the plan climbs to its end, says whom to ring, and never lets go."""
    await story.press()
    await story.called("bo", "elin", "hassan", "ida")
    await story.passes(20)
    await story.called("gunilla", "farid")
    await story.passes(40)
    await story.called("contact:police")
    await story.happened("ResponseExhausted", times=2)
    assert story.shown["state"] == "raised"
    assert story.shown["last_resort"] == "112"
    assert story.shown["police"] == "not_called", "a message that was handed over is no call"
    assert story.entries("RespondersReminded"), "who is silent is asked again"
    steps = [(entry["data"]["step"], entry["data"]["round"]) for entry in story.entries("AlarmEscalated")]
    assert steps[:4] == [(1, 0), (2, 0), (3, 1), (4, 2)]
    failed = {entry["data"]["responder"]: entry["data"]["reason"] for entry in story.entries("CallFailed")}
    assert failed["contact:police"] == "no_route", "there is no way out of the house yet, and that is said"
    story.no_gap()
    story.tells("gunilla", "arrive")
    await story.expect(lambda shown: shown["exhausted"] == 0)


@of("leaves")
async def test_one_has_seen_it_and_leaves_and_one_accepts_and_never_comes(story: Story) -> None:
    """Bo sees it and goes home, Elin says that she comes and does not: neither ends the search for help."""
    await story.press()
    story.tells("bo", "acknowledge")
    await story.expect(lambda shown: shown["state"] == "acknowledged")
    story.tells("bo", "decline")
    await story.stands("bo", "declined")
    story.tells("elin", "accept")
    await story.stands("elin", "accepted")
    await story.passes(20)
    await story.called("gunilla")
    await story.passes(90)
    overdue = await story.happened("ResponderOverdue")
    assert story.who([overdue["data"]["responder"]]) == {"elin"}
    await story.happened("ResponseExhausted")
    assert story.shown["state"] == "acknowledged", "having been seen is no help"
    story.no_gap()


@of("two")
async def test_two_people_press(story: Story) -> None:
    """Bo presses while Anna's alarm goes on: it is an alarm of its own, and together they call the police contact."""
    hers = await story.press(1)
    assert await story.press(1, again=True) == hers, "the same person again raises no second alarm"
    assert story.entries("PoliceAskedFor") == []
    his = await story.press(2)
    for alarm in (hers, his):
        story.alarm = alarm
        asked = (await story.happened("PoliceAskedFor"))["data"]
        assert (asked["because"], asked["by"]) == ("two_pressers", None)
        assert story.who(asked["pressers"]) == {"anna", "bo"}
        await story.called("contact:police")
        await story.happened("CallFailed")
        assert story.shown["police"] in ("asked", "not_called"), "asked for is not called"
    story.alarm = hers
    assert "bo" not in story.called_at(1), "who has pressed herself is not sent to help"


@of("elsewhere")
async def test_the_nearest_is_already_in_another_alarm(story: Story) -> None:
    """Elin is on her way to Anna when Cecilia presses at her counter: others are called, and nobody is asked twice."""
    await story.press(1)
    await story.called("bo", "elin", "hassan", "ida")
    for person in ("elin", "bo", "hassan"):
        story.tells(person, "accept")
    first = story.called_at(0)
    await story.press(3)
    await story.called("farid")
    second = story.called_at(0)
    assert not {"elin", "bo"} & second, "who is on the way to one alarm is left to it"
    assert second - first, "somebody comes who is free"
    assert len(story.screen.alarms) == 2, "one alarm does not hide the other"
    story.no_gap()


@of("link")
async def test_the_screen_that_lost_its_link_comes_back(story: Story) -> None:
    """A screen is cut off for a minute of the plan; back again it hears all it missed, in order, and shows the same."""
    await story.press()
    lost = await story.link_is_lost()
    steady = await story.screen_opens()
    story.tells("bo", "accept")
    await story.passes(60)
    story.tells("bo", "arrive")
    await story.stands("bo", "arrived")
    head, shown = steady.position, steady.alarms
    back = await story.comes_back(lost)
    await back.until(lambda: any(message["position"] >= head for message in back.told("entry")))
    assert back.told("snapshot") == []
    heard = [message["position"] for message in back.told("entry")]
    assert heard == list(range(lost.position + 1, lost.position + 1 + len(heard)))
    board = lost.board
    for message in back.messages:
        if message["position"] <= head:
            board = boards.apply(board, message)
    assert board["alarms"] == shown


@of("heart")
async def test_the_presser_knows(story: Story, town: tuple[Service, int, Path]) -> None:
    """A pendant under the table: it got through, somebody has seen it, somebody comes, somebody is there."""
    _, port, folder = town
    with Subscriber(folder, port, "trygg/v1/heart/pendant-1/feedback") as pendant:

        async def felt(state: str) -> None:
            assert wait_until(lambda: state in [told["state"] for told in pendant.heard])

        await story.press()
        await felt("received")
        story.tells("elin", "acknowledge")
        await felt("seen")
        story.tells("bo", "accept")
        await felt("coming")
        story.tells("bo", "arrive")
        await felt("arrived")
        states = [told["state"] for told in pendant.heard]
        assert list(dict.fromkeys(states)) == ["received", "seen", "coming", "arrived"]
        assert {told["press"] for told in pendant.heard} == {"1"}


@of("network")
async def test_a_phone_on_a_bad_network(story: Story) -> None:
    """Anna's telephone hears no answer and sends its press again and again: one alarm, one press, and it knows."""
    pressed = {"zone": "room-114", "person": "anna"}
    address, key = f"/api/v1/offices/{story.office}/alarms", {"Idempotency-Key": "hers-1"}
    service = story.service
    await _sent_without_an_answer(service.port, address, "hers-1", '{"zone": "room-114", "person": "anna"}')
    story.alarm = await story.screen.raised()
    again = [service.http.post(address, json=pressed, headers=key) for _ in range(3)]
    assert {answer.status_code for answer in again} == {200}
    assert {answer.json()["alarm"] for answer in again} == {story.alarm}
    story.tells("bo", "accept")
    await story.stands("bo", "accepted")
    assert story.shown["presses"] == 1
    assert story.events().count("AlarmRaised") == 1
    assert "AlarmJoined" not in story.events()
    # Her "I am coming" too may be sent twice by a telephone that has heard nothing.
    story.tells("bo", "accept")
    assert story.events().count("ResponderAccepted") == 1


@of("lead")
async def test_the_lead_leaves(story: Story) -> None:
    """Gunilla leads and has to go: it is said that nobody leads, her deputy is called, and leads when she comes."""
    await story.press()
    story.tells("gunilla", "accept")
    await story.expect(lambda shown: shown["lead"] is not None)
    assert story.who([story.shown["lead"]["responder"]]) == {"gunilla"}
    assert story.says("gunilla", "hand-lead", to="elin").json()["code"] == "lead_not_coming"
    story.tells("gunilla", "decline")
    await story.expect(lambda shown: shown["lead"] is None)
    lost = await story.happened("LeadLost")
    assert (story.who([lost["data"]["responder"]]), lost["data"]["because"]) == ({"gunilla"}, "declined")
    await story.called("cecilia")
    story.tells("cecilia", "accept")
    await story.expect(lambda shown: shown["lead"] is not None)
    assert story.who([story.shown["lead"]["responder"]]) == {"cecilia"}
    # Bo comes too; she hands it on to him, and he leads from then on, though she stays.
    story.tells("bo", "arrive")
    story.tells("cecilia", "hand-lead", to="bo")
    await story.expect(lambda shown: story.who([shown["lead"]["responder"]]) == {"bo"})
    assert story.says("cecilia", "hand-lead", to="bo").json()["code"] == "not_lead"
    story.no_gap()


@of("card")
async def test_somebody_calls_112(story: Story) -> None:
    """Bo gets no answer and calls again; what each has seen is on the card, what nobody has told is missing there."""
    await story.press()
    assert story.shown.get("situation") is None
    story.tells("bo", "police-calling", number="112")
    await story.expect(lambda shown: shown["police"] == "calling")
    story.tells("bo", "police-ended", because="unanswered")
    await story.expect(lambda shown: shown["police"] == "not_called")
    assert story.shown["police_call"]["because"] == "unanswered"
    story.tells("bo", "police-calling", number="112")
    story.tells("elin", "situation", weapons="seen", person_is="here", whereabouts="counter-1")
    story.tells("bo", "police-answered")
    await story.expect(lambda shown: shown["police"] == "answered" and shown["situation"] is not None)
    told = story.shown["situation"]
    assert (told["weapons"], told["person"], told["whereabouts"]) == ("seen", "here", "counter-1")
    assert "injured" not in told, "nobody has told, and that is no no"
    story.tells("hassan", "situation", injured="none", meets="ida")
    await story.expect(lambda shown: shown["situation"].get("injured") == "none")
    assert story.shown["situation"]["weapons"] == "seen", "what was told before still holds"
    assert story.who([story.shown["situation"]["meets"]]) == {"ida"}
    told_by = [story.who([entry["facts"]["by"]]) for entry in story.record() if entry["event"] == "SituationTold"]
    assert told_by == [{"elin"}, {"hassan"}]
    card = story.service.get(f"/offices/{story.office}")["emergency_call"]
    assert (card["numbers"]["police"], card["nearest"]["room-114"]) == ("112", "main")


@of("moved")
async def test_she_is_where_her_button_is_heard_and_then_is_not(story: Story, town: tuple[Service, int, Path]) -> None:
    """Her button belongs to room 114 and is pressed upstairs: the screen says 214, until somebody has looked there."""
    known = len(story.screen.entries("AlarmRaised"))
    for gateway, rssi in (("gw-two", -48), ("gw-one", -83)):
        heard = json.dumps({"id": "BC:02:6E:00:00:07", "rssi": rssi, "packet": 29, "button": 1}).encode()
        await say(f"mqtt://127.0.0.1:{town[1]}", heard, topic=f"home/{gateway}/BTtoMQTT/BC026E000007")
    story.alarm = await story.screen.raised(known=known)
    await story.expect(lambda shown: shown["located"] is not None and shown["zone"] == "room-214")
    place = story.shown["located"]
    assert (place["usual"], place["zone"], place["confidence"]) == ("room-114", "room-214", "clear")
    assert len(story.entries("AlarmRaised")) == 1, "two gateways heard one press"
    story.tells("bo", "not-here", whereabouts="room-214")
    await story.expect(lambda shown: shown["located"]["doubted_at"] is not None)
    assert story.who([story.shown["located"]["doubted_by"]]) == {"bo"}
    assert story.shown["zone"] == "room-214", "where she was measured last stays until she is measured again"
    told = [one for one in story.events() if one in ("ZoneMeasured", "ZoneDoubted")]
    assert told == ["ZoneMeasured", "ZoneDoubted"]


@of("killed")
async def test_the_service_restarts_in_the_middle(story: Story) -> None:
    """Killed with the plan half way: what was known is known, nothing is done twice, and the plan goes on by itself."""
    await story.press()
    story.tells("bo", "accept")
    await story.stands("bo", "accepted")
    before = story.record()
    known = await story.service_is_killed()
    await story.called("bo")
    after = story.record()
    assert after[: len(before)] == before
    assert len(after) >= known
    await story.expect(lambda shown: shown["exhausted"] > 0)
    steps = [entry["facts"]["step"] for entry in story.record() if entry["event"] == "AlarmEscalated"]
    assert len(steps) == len(set(steps)), "no step is taken twice"
    story.no_gap()
    story.tells("gunilla", "arrive")
    story.tells("gunilla", "clear")
    await story.expect(lambda shown: shown["state"] == "cleared")


async def _sent_without_an_answer(port: int, address: str, key: str, content: str) -> None:
    """Send one press, and lose the connection before the answer comes."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    head += f"Idempotency-Key: {key}\r\nContent-Length: {len(content)}\r\n\r\n"
    writer.write(head.encode() + content.encode())
    await writer.drain()
    writer.close()
