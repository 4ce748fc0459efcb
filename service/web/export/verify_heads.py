#!/usr/bin/env python3
"""Check signed heads against a record, without Trygg: python3 verify_heads.py HEADS RECORD --key KEY.

HEADS is what left the service at the time: a folder of head files, one file, or a mail saved as text. RECORD is what
`trygg timeline export` prints now, or a JSON file of one alarm; check it with verify_export.py first: that its entries
build on each other is what makes one head stand for all before it. KEY is the public key, 64 hexadecimal digits, as it
was written down when the service was set up. It ends with 0 when the record holds every head, with 1 when it does not,
and with 2 when it was used wrongly. It needs nothing but Python 3.9 or later. Where an older backup was restored, heads
of what was lost with that do not hold, and rightly; beside each stands what the record says of it.

How a head is signed: Ed25519 (RFC 8032) over the words "trygg head 1", a line feed, and the head without `signature`
as JSON with its keys sorted, no white space, UTF-8. A line with `next` hands over from one key to another. Where there
is a time stamp (.tsr) beside a head: openssl ts -verify -data HEAD.json -in HEAD.tsr -CAfile AUTHORITY.pem

What it proves: that the record still holds what was sealed when each head was signed, so nothing up to there was cut
off or written anew since. What it cannot prove: that all heads are here, or anything about entries after the last one.
"""

import hashlib
import json
import pathlib
import sys
import typing

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
RESTORED = "RecordRestored"
Point = tuple[int, int, int, int]  # X, Y, Z, T: extended homogeneous coordinates


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve (RFC 8032, 5.1.4)."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Multiply a point."""
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def same(one: Point, other: Point) -> bool:
    """Say whether two points are the same."""
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def point_of(packed: bytes) -> Point:
    """Unpack a point (RFC 8032, 5.1.3); raises ValueError."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(packed) != 32 or y >= P:
        raise ValueError("that is no point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        raise ValueError("that is no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature holds (RFC 8032, 5.1.7)."""
    try:
        public, first = point_of(key), point_of(signature[:32])
    except ValueError:
        return False
    second = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or second >= ORDER:
        return False
    number = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return same(times(second, BASE), add(first, times(number, public)))


def lines_in(place: str) -> list[dict[str, typing.Any]]:
    """Return the heads in a file, or in all files of a folder; other lines are passed over."""
    path = pathlib.Path(place)
    files = sorted(path.glob("**/*.json")) if path.is_dir() else [path]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = [json.loads(line) for line in lines if line.startswith('{"') and '"trygg head ' in line]
    return [one for one in found if one["format"] in ("trygg head 1", "trygg head key 1")]


def flaw(one: dict[str, typing.Any], keys: set[str]) -> typing.Optional[str]:
    """Return what is wrong with a head's signature; None where nothing is."""
    unsigned = {name: value for name, value in one.items() if name != "signature"}
    said = json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if one["key"] not in keys:
        return f"is signed by {one['key']}, which is none of the keys"
    if not is_signed(bytes.fromhex(one["key"]), b"trygg head 1\n" + said, bytes.fromhex(one["signature"])):
        return "has a wrong signature"
    return None


def check(
    heads: list[dict[str, typing.Any]], entries: list[dict[str, typing.Any]], keys: set[str], is_whole: bool
) -> list[str]:
    """Return everything that is wrong; a file of one alarm is a part of a record, and owes nothing to other heads."""
    hashes, office = {entry["position"]: entry["hash"] for entry in entries}, entries[0]["office"]
    back = [(one["position"], one["facts"]["copied_at"], one["at"]) for one in entries if one["event"] == RESTORED]
    wrong, handing = [], [one for one in heads if "next" in one]
    while ready := [one for one in handing if one["key"] in keys]:
        for one in ready:
            handing.remove(one)
            if flaw(one, keys) is None:
                keys.add(one["next"])
    for one in heads:
        before = [where for where in back if where[0] <= one.get("position", 0) and where[1] <= one["at"] < where[2]]
        told = "".join(f"; entry {place}: a backup of {copied} was restored on {at}" for place, copied, at in before)
        name = f"the head of entry {one.get('position')} of {one.get('office')} ({one['at']}{told})"
        if said := flaw(one, keys):
            wrong.append(f"{name} {said}")
        elif one.get("office") == office and one["position"] in hashes:
            if hashes[one["position"]] != one["hash"]:
                wrong.append(f"{name} is not that of this record: it was written anew")
        elif one.get("office") == office and is_whole:
            wrong.append(f"{name} was signed, and the record ends at {max(hashes)}: it was cut off")
    return wrong


def main(words: list[str]) -> int:
    """Check; return the exit code."""
    if len(words) < 4 or words[2] != "--key":
        print(__doc__.splitlines()[0])
        return 2
    try:
        heads = lines_in(words[0])
        text = pathlib.Path(words[1]).read_text(encoding="utf-8")
        is_whole = text.startswith('{"')  # lines; a file of one alarm begins with a brace on a line of its own
        entries = [json.loads(line) for line in text.splitlines()] if is_whole else json.loads(text)["entries"]
        hashes, office = {entry["position"]: entry["hash"] for entry in entries}, entries[0]["office"]
        own = [one for one in heads if one.get("office") == office and (is_whole or one["position"] in hashes)]
        wrong = check(heads, entries, {one.lower() for one in words[3:]}, is_whole)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as why:
        print(f"it cannot be read: {why!r}")
        return 2
    for one in wrong:
        print(f"DOES NOT HOLD: {one}")
    if not wrong and not own:
        print(f"There is no head of {office} here that this is to be compared with: nothing is proven")
    elif not wrong:
        print(f"HOLDS: {len(own)} heads of {office}, the last of entry {max(one['position'] for one in own)}")
    return 1 if wrong or not own else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
