"""Mails to a real mail server: taken, refused, slow, cut off in the middle; and never without TLS."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from parts.http_receiver import TestAuthority, make_authority
from parts.mail_server import PASSWORD, USER, MailServer, mail_server
from parts.outgoing import outgoing
from service.notify.email.channel import EmailChannel
from service.notify.email.settings import EmailSettings, PasswordError
from service.notify.port import Address, Handed, NotHandedOver

NOW = datetime(2026, 11, 23, 14, 2, 9, tzinfo=UTC)
BO = Address(name="Bo", email="bo.berg@example.se")
CALL = outgoing(BO, key="lund-7.12.3.email")


class _Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    """Whose certificates the channel trusts in these tests."""
    return make_authority(tmp_path_factory.mktemp("authority"), "localhost")


@pytest.fixture
async def server(authority: TestAuthority) -> AsyncIterator[MailServer]:
    """A mail server that asks for STARTTLS."""
    async with mail_server(authority.server()) as made:
        yield made


Make = Callable[..., EmailChannel]


@pytest.fixture
def make(authority: TestAuthority, tmp_path: Path) -> Make:
    """What makes a channel for a mail server on loopback."""
    (tmp_path / "password").write_text(PASSWORD + "\n")

    def one(server: MailServer, *, patience_s: float = 8, **changed: object) -> EmailChannel:
        said = {
            "host": "localhost",
            "port": server.port,
            "username": USER,
            "password_file": tmp_path / "password",
            "sender": "larm@trygg.example.se",
            "ca": authority.ca,
            **changed,
        }
        return EmailChannel(EmailSettings.model_validate(said), _Clock(), patience_s=patience_s)

    return one


async def test_a_mail_says_little_and_where_to_answer(server: MailServer, make: Make) -> None:
    """Plain text and simple HTML, a neutral subject, the answer link, and nothing of what is the matter."""
    assert await make(server).hand_over(CALL) == Handed(proof="handed_over")
    (mail,), (raw,) = server.mails, server.raw
    assert (server.senders, server.recipients) == (["larm@trygg.example.se"], ["bo.berg@example.se"])
    assert mail["Subject"] == "Dagboken har en ny anteckning till dig."
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain.get_content(), html.get_content()):
        assert CALL.link is not None
        assert CALL.link in part
        assert "Överfall" not in part
        assert "114" not in part
        assert "Läs mer och svara här" in part
    assert "Bo" not in raw.decode().replace("Body", "").replace("Boundary", "")


async def test_each_try_is_the_same_mail_by_its_name(server: MailServer, make: Make) -> None:
    """The Message-ID comes from the notice's key: the same for each try, another for another notice, no key in it."""
    channel = make(server)
    await channel.hand_over(CALL)
    await channel.hand_over(outgoing(BO, key=CALL.key, repeats=True))
    await channel.hand_over(outgoing(BO, key="lund-7.13.3.email"))
    first, second, third = (one["Message-ID"] for one in server.mails)
    assert first == second != third
    assert first.endswith("@trygg.example.se>")
    assert "lund" not in first


async def test_without_a_link_the_mail_has_to_say_it_all(server: MailServer, make: Make) -> None:
    """Where nothing can be read or answered elsewhere, the mail itself tells."""
    await make(server).hand_over(outgoing(BO, link=None, full="Överfallslarm i rum <114>\nKom hit"))
    html = server.mails[0].get_body(("html",))
    assert html is not None
    assert "rum &lt;114&gt;<br>Kom hit" in html.get_content()


@pytest.mark.parametrize("text", ["A\r\nBcc: eve@example.se", "A\nX: y\n\nbody", "\x00A\u2028B\x0b", "Å" * 3_000])
async def test_no_words_become_headers(server: MailServer, make: Make, text: str) -> None:
    """Line ends in names and sentences stay words."""
    await make(server).hand_over(outgoing(BO, neutral=text, office_name=text, full=text, link=None))
    (mail,) = server.mails
    assert server.recipients == ["bo.berg@example.se"]
    assert "Bcc" not in mail
    assert "X" not in mail
    assert len(mail["Subject"]) <= 150


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "bo",
        "bo@",
        "bo@localhost",
        "bo@example.se, eve@example.se",
        "bo@example.se\r\nRCPT TO:<eve@x.se>",
        "bö@example.se",
        "=?utf-8?b?Cg==?=@example.se",
        "=?utf-8?q?eve=2C_bo?=@example.se",
    ],
)
async def test_an_address_that_is_none_is_never_asked_for(server: MailServer, make: Make, address: str | None) -> None:
    """One plain address, or the next route at once."""
    with pytest.raises(NotHandedOver) as wrong:
        await make(server).hand_over(outgoing(Address(name="Bo", email=address)))
    assert (wrong.value.reason, wrong.value.again, server.recipients) == ("no_address", False, [])


async def test_tls_from_the_first_byte(authority: TestAuthority, make: Make) -> None:
    """The other way that mail servers know, with the same checks."""
    async with mail_server(authority.server(), first_byte=True) as server:
        await make(server, security="tls", username=None, password_file=None).hand_over(CALL)
        assert len(server.mails) == 1
        with pytest.raises(NotHandedOver) as wrong:
            await make(server, security="tls", username=None, password_file=None, host="127.0.0.1").hand_over(CALL)
        assert (wrong.value.reason, wrong.value.again) == ("unreachable", False)


async def test_a_server_without_tls_gets_neither_password_nor_mail(make: Make) -> None:
    """Nothing is ever said in the open."""
    async with mail_server(None) as server:
        for ask in (make(server).hand_over(CALL), make(server).probe()):
            with pytest.raises(NotHandedOver) as wrong:
                await ask
            assert wrong.value.again is False
        assert (server.logins, server.mails) == ([], [])


async def test_a_certificate_of_somebody_else_ends_it(server: MailServer, make: Make) -> None:
    """Another name, or an authority that is not trusted: no password is sent."""
    for changed in ({"host": "127.0.0.1"}, {"ca": None}):
        with pytest.raises(NotHandedOver) as wrong:
            await make(server, **changed).hand_over(CALL)
        assert (wrong.value.reason, wrong.value.again) == ("unreachable", False)
    assert server.logins == []


async def test_a_wrong_password_is_told_and_not_repeated(server: MailServer, make: Make, tmp_path: Path) -> None:
    """It stands in no message, and the probe finds it too."""
    (tmp_path / "password").write_text("the wrong one")
    for ask in (make(server).hand_over(CALL), make(server).probe()):
        with pytest.raises(NotHandedOver) as wrong:
            await ask
        assert (wrong.value.reason, wrong.value.again) == ("wrong_key", False)
        assert "the wrong one" not in str(wrong.value)
    assert server.mails == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
async def test_a_refusal_at_any_step(server: MailServer, make: Make, step: str) -> None:
    """5… is for good, 4… for now."""
    for answer, meaning in (("550 no", ("refused", False)), ("451 later", ("busy", True))):
        server.answers[step] = answer
        with pytest.raises(NotHandedOver) as wrong:
            await make(server).hand_over(CALL)
        assert (wrong.value.reason, wrong.value.again) == meaning


async def test_one_mailbox_that_takes_nothing_is_hers_alone(server: MailServer, make: Make) -> None:
    """A server that has taken others' mail turns one mailbox down: that says nothing of the way, as a login does."""
    mails = make(server)
    await mails.hand_over(CALL)
    for step, is_hers in (("RCPT", True), ("MAIL", False)):
        server.answers = {step: "550 no"}
        with pytest.raises(NotHandedOver) as wrong:
            await mails.hand_over(CALL)
        assert (wrong.value.reason, wrong.value.is_hers) == ("refused", is_hers)


@pytest.mark.parametrize("step", ["MAIL", "END"])
async def test_a_server_that_hangs_is_left_in_time(server: MailServer, make: Make, step: str) -> None:
    """At the end nobody knows whether it has the mail; a further try has the same name."""
    server.hangs_at = step
    with pytest.raises(NotHandedOver) as wrong:
        await make(server, patience_s=1).hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == ("too_slow", True)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
async def test_a_line_that_breaks_is_told(server: MailServer, make: Make, step: str) -> None:
    """Whether or not the mail was taken by then: it may be tried again."""
    server.drops_at = step
    with pytest.raises(NotHandedOver) as wrong:
        await make(server).hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == ("unreachable", True)
    assert len(server.mails) == (step == "END")


async def test_nobody_there_is_unreachable(authority: TestAuthority, make: Make) -> None:
    """A closed port is told at once."""
    async with mail_server(authority.server()) as gone:
        pass
    with pytest.raises(NotHandedOver) as wrong:
        await make(gone).hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == ("unreachable", True)


async def test_a_server_that_talks_nonsense_is_told(make: Make) -> None:
    """Another service on the port is no mail server."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)
        writer.close()

    nonsense = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        with pytest.raises(NotHandedOver):
            await make(MailServer(port=nonsense.sockets[0].getsockname()[1]), patience_s=3).hand_over(CALL)
    finally:
        nonsense.close()


async def test_a_probe_logs_in_and_sends_nothing(server: MailServer, make: Make) -> None:
    """It is as much as can be found out without a mail."""
    await make(server).probe()
    assert (server.logins, server.mails) == ([USER], [])


def test_settings_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """A name without a password, TLS switched off, a sender that is none, a password's file with nothing in it."""
    good = {"host": "mail.example.se", "sender": "larm@example.se"}
    for changed in ({"username": "x"}, {"security": "none"}, {"sender": "Larm <larm@example.se>"}, {"port": 0}):
        with pytest.raises(ValidationError):
            EmailSettings.model_validate({**good, **changed})
    for text in ("", "\n", "two\nlines"):
        (tmp_path / "password").write_text(text)
        one = EmailSettings.model_validate({**good, "username": "x", "password_file": tmp_path / "password"})
        with pytest.raises(PasswordError, match="one line") as wrong:
            one.password()
        assert "two" not in str(wrong.value)
