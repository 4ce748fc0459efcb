"""Small pictures made by hand, piece by piece, so that a test can put anything between."""

import struct
import zlib


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """Return one piece of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 1, *more: bytes) -> bytes:
    """Return a grey PNG with further pieces before its points."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    points = zlib.compress(b"".join(b"\0" + b"\x80" * min(width, 64) for _ in range(min(height, 64))))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", points) + chunk(b"IEND")


def segment(mark: int, body: bytes) -> bytes:
    """Return one piece of a JPEG."""
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width: int = 16, height: int = 8, *more: bytes) -> bytes:
    """Return what has the pieces of a progressive JPEG, with further ones before its frame."""
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    tables = segment(0xDB, bytes(65)) + segment(0xC4, bytes(20))
    return b"\xff\xd8" + b"".join(more) + tables + frame + scan + segment(0xC4, bytes(20)) + scan + b"\xff\xd9"
