"""Ask a broker whether it lets somebody in: one CONNECT, its answer, and goodbye."""

import asyncio
import ssl
import struct
from typing import Final

from service.ingest.address import Address

WITHIN_S: Final = 3
_ACCEPTED, _REFUSED = 0, (4, 5)  # MQTT 3.1.1, 3.2.2.3: bad user name or password; not authorised


class NoAnswerError(Exception):
    """Nobody answers there, or somebody who speaks no MQTT; the text says which."""


async def lets_in(address: Address, name: str, password: str | None = None) -> bool:
    """Return whether a broker lets somebody in: without a user name where no password is given, else as `name`.

    Raises:
        NoAnswerError: there is no broker there that answers.
    """
    try:
        async with asyncio.timeout(WITHIN_S):
            context = ssl.create_default_context(cafile=address.ca_file) if address.tls else None
            reader, writer = await asyncio.open_connection(address.host, address.port, ssl=context)
            try:
                writer.write(_connect(name, password))
                answer = await reader.readexactly(4)
                writer.write(b"\xe0\x00")  # DISCONNECT
            finally:
                writer.close()
    except asyncio.IncompleteReadError:
        return False  # some end the connection instead of refusing it
    except TimeoutError as late:
        raise NoAnswerError(f"nothing within {WITHIN_S} seconds") from late
    except OSError as wrong:
        raise NoAnswerError(getattr(wrong, "verify_message", None) or wrong.strerror or str(wrong)) from wrong
    if answer[:2] == b"\x20\x02" and answer[3] in (_ACCEPTED, *_REFUSED):
        return answer[3] == _ACCEPTED
    raise NoAnswerError("what answers is no broker")


def _connect(name: str, password: str | None) -> bytes:
    said = [name] if password is None else [name, name, password]
    flags = b"\x02" if password is None else b"\xc2"  # a clean session; with a user and a password
    body = b"\x00\x04MQTT\x04" + flags + b"\x00\x05" + b"".join(_text(each) for each in said)
    return b"\x10" + bytes([len(body)]) + body


def _text(of: str) -> bytes:
    told = of.encode()
    return struct.pack("!H", len(told)) + told
