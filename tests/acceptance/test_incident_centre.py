"""Incidents in which a centre outside is called: by the plan's rule, over two receivers, and never in a drill."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from parts.alarm_centre import ACCOUNT, HOST, KEYS, Small, a_centre, acknowledges, library, small
from parts.cap import SCHEMA, channel, receiver
from parts.process import free_port
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut, plan_with
from roles.route import Patience, Route
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AskForPolice, Clear, TellSituation
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.outgoing import Backs, outgoing
from service.dispatch.telling import Telling
from service.notify.cap.content import NAMESPACE
from service.notify.port import Address, Channel, Outgoing
from service.store.notice_port import Notice
from service.web.i18n import load as texts

SOON = Patience(delivered_within=timedelta(seconds=20), answered_within=timedelta(seconds=20))
HASSAN = Actor(via="phone:as", who="p-hassan")


def _made(notice: Notice, page: OfficePage, address: Address, alarm: Alarm | None) -> Outgoing:
    return outgoing(notice, page, address, Telling(texts().into), Backs(), alarm=alarm)


@asynccontextmanager
async def a_day(folder: Path, centre: Channel, route: Route = "alarm_centre") -> AsyncIterator[WaysOut]:
    """A day at the invented office, whose police contact is the centre `larm`."""
    plan = plan_with(police=(route,))
    police = replace(plan.contacts["police"], receiver="larm")
    plan = replace(plan, contacts={**plan.contacts, "police": police}, patience={route: SOON})
    stores = SqliteStores(folder=folder, url="sqlite:///trygg.db", watch=Running())
    try:
        async with WaysOut(stores.open(), centre, plan=plan, made=_made) as out:
            yield out
    finally:
        await stores.close()


async def events(out: WaysOut, name: str) -> list[Any]:
    """The facts of an event about the police contact, once there are any."""
    await out.until(lambda rows: any(row.state not in ("waiting", "queued", "sending") for row in rows))
    return [facts for facts in await out.events(name) if facts["responder"] == "contact:police"]


async def test_the_centre_has_the_panic_and_its_end(tmp_path: Path) -> None:
    """Hassan asks for the police: pysiaalarm takes a panic in room 114, and its end when it is over; both are told."""
    async with library(key=KEYS[32]) as receiver:
        centre = a_centre(tmp_path, receiver.port, key=KEYS[32], zones={"room-114": 114})
        async with a_day(tmp_path, centre) as out:
            await out.press()
            assert receiver.events == [], "nobody outside is called before the plan or a person says so"
            await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
            [delivered] = await events(out, "NoticeDelivered")
            [call] = receiver.events
            assert (call.code, call.account, call.message) == ("PA", ACCOUNT, "114^Rum 114^")
            told = {one.identifier: one.value or "" for one in call.extended_data or ()}
            assert told["L"].startswith("Storgatan 1, 000 00 As")
            assert told["S"] == "Medborgarkontoret As"
            assert delivered["route"] == "alarm_centre"
            await out.ask(Clear(actor=Actor(via="s", who="p-gunilla"), entitled=True, seen_her=True, is_lead=True))
            await out.until(lambda rows: any(row.purpose == "over" and row.state == "delivered" for row in rows))
            assert [event.code for event in receiver.events] == ["PA", "PH"]


async def test_in_a_drill_nothing_reaches_the_centre(tmp_path: Path) -> None:
    """The same in a drill and in a test: not a byte comes to the receiver, and no row was ever made."""
    async with small() as receiver:
        for mode in (Mode.DRILL, Mode.TEST):
            (tmp_path / mode.value).mkdir()
            centre = a_centre(tmp_path, receiver.port)
            async with a_day(tmp_path / mode.value, centre) as out:
                await out.press(mode=mode)
                await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
                assert await out.rows(responder="contact:police") == []
        assert receiver.raw == []


async def test_the_first_receiver_is_gone_and_the_second_takes_it(tmp_path: Path) -> None:
    """Nobody is at the centre's first place; the second one acknowledges, and it is one delivered notice."""
    async with small() as second:
        centre = a_centre(tmp_path, free_port(), secondary={"host": HOST, "port": second.port})
        async with a_day(tmp_path, centre) as out:
            await out.press()
            await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
            [_] = await events(out, "NoticeDelivered")
            assert [one.idtoken for one in second.messages] == ["SIA-DCS"]
            assert await out.events("NoticeFailed") == []


async def test_the_centre_refuses_and_a_person_has_to_ring(tmp_path: Path) -> None:
    """A centre that does not know the key takes nothing: it is said why, and that the contact was not reached."""
    async with library(key=KEYS[16]) as receiver:
        centre = a_centre(tmp_path, receiver.port, key=b"another key 1234")
        async with a_day(tmp_path, centre) as out:
            await out.press()
            await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
            [failed] = await events(out, "NoticeFailed")
            assert (failed["reason"], failed["last"]) == ("wrong_key", True)
            await out.until(lambda _: any(entry.event == "CallFailed" for entry in out.told))
            [entry] = [entry for entry in out.told if entry.event == "CallFailed"]
            assert (entry.facts["responder"], entry.facts["reason"]) == ("contact:police", "wrong_key")
            assert receiver.events == []


async def test_a_lost_acknowledgment_is_no_second_alarm(tmp_path: Path) -> None:
    """The receiver takes it and the line breaks before its ACK: the lane tries again with the number it had."""

    def breaks_once(centre: Small, raw: bytes, message: Any) -> bytes | None:
        return None if len(centre.messages) == 1 else acknowledges(centre, raw, message)

    async with small(breaks_once) as receiver:
        async with a_day(tmp_path, a_centre(tmp_path, receiver.port)) as out:
            await out.press()
            await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
            [_] = await events(out, "NoticeDelivered")
        assert len(receiver.messages) == 2
        assert len({message.seq for message in receiver.messages}) == 1


async def test_a_receiver_of_documents_has_the_card_and_the_end(tmp_path: Path) -> None:
    """The police contact takes CAP: a valid document with what is known, and a cancellation that names it."""
    async with receiver() as there, channel(there.url, name="larm") as cap, a_day(tmp_path, cap, "cap") as out:
        await out.press()
        await out.ask(TellSituation(actor=HASSAN, told={"weapons": "seen"}))
        await out.ask(AskForPolice(actor=HASSAN, is_lead=False))
        [_] = await events(out, "NoticeDelivered")
        await out.ask(Clear(actor=Actor(via="s", who="p-gunilla"), entitled=True, seen_her=True, is_lead=True))
        await out.until(lambda rows: any(row.purpose == "over" and row.state == "delivered" for row in rows))
        call, over = (fromstring(one.body) for one in there.asked)  # noqa: S314 - our own documents
        for one in there.asked:
            SCHEMA.validate(one.body.decode())
        assert (said(call, "status"), said(call, "msgType")) == ("Actual", "Alert")
        assert "Ja, vapen har setts" in [one.text for one in call.iter(f"{{{NAMESPACE}}}value")]
        assert "Storgatan 1, 000 00 Ås" in said(call, "areaDesc")
        assert said(over, "msgType") == "Cancel"
        assert said(over, "references") == ",".join(said(call, name) for name in ("sender", "identifier", "sent"))


def said(document: Element, name: str) -> str:
    """Return the text of an element."""
    return document.findtext(f".//{{{NAMESPACE}}}{name}") or ""
