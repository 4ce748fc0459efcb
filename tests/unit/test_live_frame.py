"""Frames: what is built once here, any WebSocket library reads."""

import json

import pytest
from websockets.frames import Frame as Parsed
from websockets.frames import Opcode
from websockets.streams import StreamReader

from service.live.frame import Batch, Frame, encode


def _parse(data: bytes, count: int) -> list[Parsed]:
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    frames = []
    for _ in range(count):
        parser = Parsed.parse(reader.read_exact, mask=False, max_size=None)
        try:
            next(parser)
        except StopIteration as parsed:
            frames.append(parsed.value)
    return frames


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_every_length_is_framed_as_the_standard_says(length: int) -> None:
    """One final text frame, unmasked, whichever of the three spellings its length needs."""
    [parsed] = _parse(Frame("x" * length).framed, 1)
    assert (parsed.opcode, parsed.fin, parsed.data) == (Opcode.TEXT, True, b"x" * length)


def test_a_batch_is_its_frames_one_behind_the_other() -> None:
    """Several messages in one write stay several messages, and names keep their letters."""
    frames = [Frame(encode({"name": "Åsa Çelik", "n": n})) for n in range(3)]
    parsed = _parse(Batch(frames).framed, 3)
    assert [json.loads(bytes(p.data)) for p in parsed] == [{"name": "Åsa Çelik", "n": n} for n in range(3)]


def test_what_json_does_not_know_is_refused() -> None:
    """A number that is none would break every screen that reads it."""
    with pytest.raises(ValueError, match="JSON compliant"):
        encode({"walk": float("nan")})
