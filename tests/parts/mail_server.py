"""A real mail server for tests, with TLS, passwords, and bad habits on demand."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "trygg", "the right one"


@dataclass
class MailServer:
    """What came in; what stands in `answers` is said instead of the usual: by `RCPT`, `DATA`, `MAIL` or `END`."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    hangs_at: str = ""
    drops_at: str = ""
    """`DATA`: before the mail is taken; `END`: when it has it, before it says so."""

    async def _step(self, name: str, server: SMTP) -> str | None:
        if self.hangs_at == name:
            await asyncio.sleep(60)
        if self.drops_at == name:
            assert server.transport is not None
            server.transport.close()
            return "421 nobody hears this"
        return self.answers.get(name)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if (said := await self._step("MAIL", server)) is not None:
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if (said := await self._step("RCPT", server)) is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if (said := await self._step("DATA", server)) is not None:
            return said
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        message = BytesParser(policy=default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.senders.append(str(envelope.mail_from))
        self.recipients += envelope.rcpt_tos
        return await self._step("END", server) or "250 taken"

    def authenticated(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any) -> AuthResult:
        assert isinstance(said, LoginPassword)
        self.logins.append(said.login.decode())
        return AuthResult(success=(said.login, said.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None, *, first_byte: bool = False) -> AsyncIterator[MailServer]:
    """A mail server on loopback.

    Args:
        tls: its certificate; None for one that knows no TLS.
        first_byte: whether it speaks TLS from the first byte on, rather than after STARTTLS.
    """
    made = MailServer()
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def speak() -> SMTP:
        one = SMTP(
            made,
            hostname="mail.example",
            tls_context=None if first_byte else tls,
            require_starttls=tls is not None and not first_byte,
            auth_require_tls=tls is not None and not first_byte,
            authenticator=made.authenticated,
            loop=loop,
        )
        sessions.append(one)
        return one

    server = await loop.create_server(speak, "127.0.0.1", 0, ssl=tls if first_byte else None)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.close()
            if one._handler_coroutine is not None:
                one._handler_coroutine.cancel()
                await asyncio.gather(one._handler_coroutine, return_exceptions=True)
