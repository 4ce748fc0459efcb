"""Hands mails to one mail server, always over TLS; whether a mail has been read nobody knows."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from service.clock import Clock
from service.notify.email.content import is_address, message_of, refused
from service.notify.email.settings import EmailSettings
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.turned_down import TurnedDown

PATIENCE_S: Final = 9.0
"""Seconds for a whole mail, from the first connection to the server's word that it has it."""
GOODBYE_S: Final = 0.5
"""Seconds; a server that has taken the mail and then hangs has taken it."""

Work = Callable[[aiosmtplib.SMTP], Awaitable[None]]


class EmailChannel:
    """The route `email`."""

    route = "email"

    def __init__(self, settings: EmailSettings, clock: Clock, *, patience_s: float = PATIENCE_S) -> None:
        """Serve with a mail server; raises PasswordError."""
        self._settings = settings
        self._password = settings.password()
        self._clock = clock
        self._patience_s = patience_s
        self._trust: ssl.SSLContext | None = None
        self._turned_down = TurnedDown()

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Hand a mail over once.

        Raises:
            NotHandedOver: the server has refused it; or nobody knows, because the line broke or it took too long. Then
                a further try has the same Message-ID, and a mailbox may show two.
        """
        to = notice.address.email
        if to is None or not is_address(to):
            raise NotHandedOver("no_address", again=False, detail="the plan gives no mail address, or one that is none")
        await self.send(message_of(notice, to, self._settings.sender, self._clock.now()), to)
        return Handed()

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self._settings.sender

    async def send(self, mail: EmailMessage, to: str) -> None:
        """Hand a mail that is written over once; raises NotHandedOver."""

        async def send(server: aiosmtplib.SMTP) -> None:
            try:
                await server.sendmail(self._settings.sender, [to], mail.as_bytes())
            except aiosmtplib.SMTPRecipientsRefused as wrong:
                about_one = self._turned_down.is_about_one(self._settings.host, to)
                raise refused(wrong.recipients[0].code, is_hers=about_one) from None
            self._turned_down.taken(self._settings.host)

        await self._with_server(send)

    async def probe(self, receiver: str | None = None) -> None:
        """Find out whether the server lets this service in; no mail is sent.

        Raises:
            NotHandedOver: it does not.
        """

        async def ask(server: aiosmtplib.SMTP) -> None:
            await server.noop()

        await self._with_server(ask)

    async def close(self) -> None:
        """Do nothing: no connection is kept."""

    async def _with_server(self, work: Work) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._spoken(work)
        except TimeoutError as wrong:  # those of the library among them
            raise NotHandedOver("too_slow", again=True, detail="the mail server was too slow") from wrong
        except aiosmtplib.SMTPAuthenticationError as wrong:
            detail = f"the mail server did not take the password ({wrong.code})"
            raise NotHandedOver("wrong_key", again=400 <= wrong.code < 500, detail=detail) from None
        except aiosmtplib.SMTPResponseException as wrong:
            raise refused(wrong.code) from None
        except ssl.SSLError as wrong:
            raise NotHandedOver("unreachable", again=False, detail=f"TLS failed: {wrong.reason}") from None
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected, OSError) as wrong:
            because = wrong.__cause__ or wrong.__context__
            again = not isinstance(because, ssl.SSLError)  # a wrong certificate is as wrong a second later
            detail = f"{type(wrong).__name__}: {type(because).__name__ if because else 'the line broke'}"
            raise NotHandedOver("unreachable", again=again, detail=detail) from None
        except (aiosmtplib.SMTPException, ValueError) as wrong:  # it knows no STARTTLS or no log-in, or talks nonsense
            raise NotHandedOver("broken_answer", again=False, detail=type(wrong).__name__) from None

    async def _spoken(self, work: Work) -> None:
        said = self._settings
        if self._trust is None:  # reading the system's certificates takes long enough to be felt by an alarm
            self._trust = await asyncio.to_thread(ssl.create_default_context, cafile=str(said.ca) if said.ca else None)
        server = aiosmtplib.SMTP(
            hostname=said.host,
            port=said.port,
            username=said.username,
            password=self._password,
            local_hostname=said.sender.rpartition("@")[
                2
            ],  # else the system's resolver is asked, for as long as it likes
            timeout=self._patience_s,
            use_tls=said.security == "tls",
            start_tls=said.security == "starttls",
            tls_context=self._trust,
        )
        try:
            await server.connect()
            await work(server)
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=GOODBYE_S)
        finally:
            server.close()


def make(settings: EmailSettings, clock: Clock) -> EmailChannel:
    """Return the channel of e-mail; raises PasswordError."""
    return EmailChannel(settings, clock)
