"""A floor's picture as it may be kept: PNG or JPEG by its content, bounded, and without anything beside the picture.

Nothing is decoded here. A picture is taken apart into the pieces its format has; what every viewer needs is kept in its
order, and the rest (where a photo was taken and by whom, comments, previews, animations, what stands behind the end) is
left out. So no decoder of pictures runs in the service. Pure.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from roles.sentence import Sentence

LARGEST: Final = 4_194_304
"""Bytes of a picture."""

MOST_PIXELS: Final = 25_000_000
LONGEST_SIDE: Final = 10_000

Kind = Literal["png", "jpg"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_JPEG: Final = b"\xff\xd8"
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: what browsers show."""
_JPEG_KEPT: Final = _FRAMES | {0xC4, 0xDA, 0xDB, 0xDD, 0xEE}
"""Tables, frames, scans; and Adobe's mark, which says what the colours are."""
_RESTARTS: Final = frozenset(range(0xD0, 0xD8))


class PictureError(ValueError):
    """This cannot be kept as a picture; the reason says why and what to do."""

    def __init__(self, code: str, reason: Sentence) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture without anything beside it; `width` and `height` in pixels."""

    content: bytes
    kind: Kind
    width: int
    height: int

    @property
    def name(self) -> str:
        """What it is called: by its content, so that a plan that names it names this very picture for ever."""
        return f"{sha256(self.content).hexdigest()}.{self.kind}"


def cleaned(content: bytes) -> Picture:
    """Return what is to be kept of a picture.

    Raises:
        PictureError: it is none, is broken, or is too large.
    """
    if len(content) > LARGEST:
        most = LARGEST // 1_048_576
        raise PictureError(
            "picture_too_large", Sentence("The picture has more than %(most)s megabytes. Make it smaller.", most=most)
        )
    if content.startswith(_PNG):
        return _bounded(_cleaned_png(content))
    if content.startswith(_JPEG):
        return _bounded(_cleaned_jpeg(content))
    raise PictureError("no_picture", Sentence("This is no picture in PNG or JPEG. Save it as one of these."))


def _broken() -> PictureError:
    return PictureError("no_picture", Sentence("The picture is broken. Save it anew, as PNG or JPEG."))


def _bounded(picture: Picture) -> Picture:
    width, height = picture.width, picture.height
    if not width or not height:
        raise _broken()
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        reason = Sentence(
            "The picture has %(width)s × %(height)s points, which is too much. Make it smaller.",
            width=width,
            height=height,
        )
        raise PictureError("picture_too_large", reason)
    return picture


def _cleaned_png(content: bytes) -> Picture:
    kept = [_PNG]
    seen: list[bytes] = []
    head = b""
    for kind, body, whole in _chunks(content):
        if kind not in _PNG_KEPT:
            continue
        if (not seen) != (kind == b"IHDR"):
            raise _broken()
        head = head or body
        seen.append(kind)
        kept.append(whole)
    if not seen or seen[-1] != b"IEND" or b"IDAT" not in seen or len(head) != 13:
        raise _broken()
    width, height = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    return Picture(content=b"".join(kept), kind="png", width=width, height=height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (kind, body, the whole chunk) up to the end of the picture; what stands behind it is none of it."""
    at = len(_PNG)
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        end = at + 12 + size
        if end > len(content):
            raise _broken()
        kind, body = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if zlib.crc32(kind + body) != int.from_bytes(content[end - 4 : end]):
            raise _broken()
        yield kind, body, content[at:end]
        if kind == b"IEND":
            return
        at = end
    raise _broken()


def _cleaned_jpeg(content: bytes) -> Picture:
    kept = [_JPEG]
    size: tuple[int, int] | None = None
    has_scan = False
    for mark, body, whole in _segments(content):
        if mark not in _JPEG_KEPT:
            continue
        if mark in _FRAMES:
            if size is not None or len(body) < 6:
                raise _broken()
            size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
        has_scan = has_scan or mark == 0xDA
        kept.append(whole)
    if size is None or not has_scan:
        raise _broken()
    return Picture(content=b"".join([*kept, b"\xff\xd9"]), kind="jpg", width=size[0], height=size[1])


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (mark, body, the whole segment with the coded points behind it) up to the end of the picture."""
    at = 2
    while True:
        if content[at : at + 1] != b"\xff" or at + 1 >= len(content):
            raise _broken()
        mark = content[at + 1]
        if mark == 0xFF:  # filling
            at += 1
            continue
        if mark == 0xD9:
            return
        length = int.from_bytes(content[at + 2 : at + 4])
        end = at + 2 + length
        if mark in _RESTARTS or mark in (0x00, 0x01, 0xD8) or length < 2 or end > len(content):
            raise _broken()
        body = content[at + 4 : end]
        if mark == 0xDA:
            end = _end_of_points(content, end)
        yield mark, body, content[at:end]
        at = end


def _end_of_points(content: bytes, at: int) -> int:
    """Return where the coded points of a scan end: at the first mark that is neither stuffing nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise _broken()
        if content[at + 1] != 0x00 and content[at + 1] not in _RESTARTS:
            return at
        at += 2
