"""paho's client with fewer system calls and less work a message: what the socket has is read and taken apart at once.

paho reads a packet in three calls, takes it through a dozen functions, and writes each receipt in a call of its own.
Here what is published and has been read whole is taken straight out of what was read; everything else stays paho's:
the handshake, subscribing, sending, pings, and whatever is not as it should be. Below are names that paho does not
promise (`_sock_recv`, `_in_packet`, `_packet_write`): it was tried with 2.2, the lock pins it, and
`tests/unit/test_ingest_gathering.py` fails when one of them changes its meaning.
"""

from typing import Final

from paho.mqtt import client as paho
from paho.mqtt.enums import MQTTErrorCode

from service.ingest.terms import Message

AT_ONCE: Final = 65_536
"""Bytes that are read from the socket at most before they are taken apart."""
_PUBLISH: Final = 0x30
_PUBACK: Final = 0x40


class GatheringClient(paho.Client):
    """A client for one connection: what was read and not yet taken apart belongs to it alone."""

    _read: bytes = b""
    _at: int = 0
    """From where on what was read has not been taken apart."""
    may_have_more: bool = False
    """Whether the last read took all that it was allowed to, so that the socket may hold more."""

    @property
    def holds(self) -> int:
        """How many bytes have been read and not been taken apart yet."""
        return len(self._read) - self._at

    def held_message(self, connection: int) -> Message | None:
        """Return the next message where all of it has been read; None where the next packet is for `loop_read`.

        MQTT 3.1.1, 3.3: a PUBLISH is a byte with flags, the length of the rest (2.2.3), the topic, above QoS 0 its
        packet id, and the payload.
        """
        held, at = self._read, self._at
        if len(held) - at < 4 or held[at] & 0xF0 != _PUBLISH or self._in_packet["command"]:
            return None
        flags, length, shift, begins = held[at], 0, 0, at + 1
        qos = flags >> 1 & 3
        while True:
            byte = held[begins]
            length |= (byte & 0x7F) << shift
            begins, shift = begins + 1, shift + 7
            if byte < 0x80:
                break
            if shift > 21 or begins >= len(held):
                return None
        end, named = begins + length, begins + 2
        if end > len(held) or length < 2 or qos > 1:
            return None
        payload = ends = named + (held[begins] << 8 | held[begins + 1])
        if qos:
            payload += 2
        if ends == named or payload > end:
            return None
        if end == len(held):
            self._read, self._at = b"", 0
        else:
            self._at = end
        return Message(
            topic=held[named:ends].decode("utf-8", "replace"),  # no bytes stop the loop
            payload=held[payload:end],
            retain=bool(flags & 1),
            dup=bool(flags & 8),
            qos=qos,
            mid=held[ends] << 8 | held[ends + 1] if qos else 0,
            connection=connection,
        )

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._at >= len(self._read):
            came = super()._sock_recv(AT_ONCE)
            self.may_have_more = len(came) == AT_ONCE
            if len(came) <= bufsize:
                return came
            self._read, self._at = came, 0
        taken = self._read[self._at : self._at + bufsize]
        self._at += len(taken)
        return taken

    def _packet_write(self) -> MQTTErrorCode:
        waiting = self._out_packet
        if len(waiting) > 1 and all(one["command"] & 0xF0 == _PUBACK for one in waiting):
            together = b"".join(bytes(one["packet"][one["pos"] :]) for one in waiting)
            first = waiting.popleft()
            waiting.clear()
            first["packet"], first["pos"], first["to_process"] = together, 0, len(together)
            waiting.append(first)
        return super()._packet_write()
