#!/usr/bin/env python3
"""Check an exported record without Trygg: python3 verify_export.py FILE [--anchor POSITION:HASH].

This program shares nothing with Trygg and needs nothing but Python 3.9 or later: read it, it is short. FILE is a JSON
file of one alarm, or the lines that `trygg timeline export` prints. It ends with 0 when the record holds, with 1 when
it does not, and with 2 when it was used wrongly.

How a record is made. Each entry is hashed with SHA-256 over its canonical form: a JSON object of exactly the keys in
HASHED, the keys sorted, no white space, UTF-8. The key `previous` holds the hash of the entry before, so that nothing
can be changed, removed, inserted or moved without changing every hash after it. Names and words (`personal`) are in
the chain as the SHA-256 of a salt of 16 bytes followed by their canonical form; where they were erased, or belong to
another matter, `personal` is null and the chain holds all the same.

What it proves: that these entries are what was sealed under the last hash it prints. What it cannot prove: that the
last hash is the real one. Compare it with what was written down elsewhere at the time: a printed page, or the
head that the office keeps outside (--anchor).
"""

import hashlib
import json
import re
import sys
import typing

Told = dict[str, typing.Any]
HASHED = ("format", "office", "position", "at", "event", "alarm", "actor", "facts", "personal_digest", "previous")
BESIDE = ("personal", "hash", "mode")


class Flaw(Exception):  # noqa: N818 - a flaw of the record, not an error of the program
    """Something does not hold; the text says what and where."""


def canonical(value: typing.Any) -> bytes:
    """Return the canonical form of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def once(pairs: typing.Any) -> Told:
    """Refuse an object that says the same key twice: two readers could read two records in it."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise Flaw("an object names the same key twice")
    return dict(pairs)


def no_number(text: str) -> typing.Any:
    """Refuse a number with a fraction: it has no single spelling, and no record holds one."""
    raise Flaw(f"the number {text} cannot stand in a record")


def parse(text: str) -> typing.Any:
    """Read JSON, strictly."""
    return json.loads(text, object_pairs_hook=once, parse_float=no_number, parse_constant=no_number)


def check(entry: Told, before: typing.Optional[Told]) -> None:
    """Check one entry by itself, and that it builds on the one before it."""
    where = f"entry {entry.get('position')}"
    if set(entry) != {*HASHED, *BESIDE} or entry["format"] != 1:
        raise Flaw(f"{where} has other parts than an entry has")
    if hashlib.sha256(canonical({key: entry[key] for key in HASHED})).hexdigest() != entry["hash"]:
        raise Flaw(f"{where} was changed after it was written")
    personal = entry["personal"]
    if personal is not None:
        if set(personal) != {"salt", "content"} or not re.fullmatch("[0-9a-f]{32}", str(personal["salt"])):
            raise Flaw(f"names and words of {where} have other parts than they should")
        salted = bytes.fromhex(personal["salt"]) + canonical(personal["content"])
        if hashlib.sha256(salted).hexdigest() != entry["personal_digest"]:
            raise Flaw(f"names or words of {where} were changed")
    start = hashlib.sha256(b"trygg timeline 1\n" + str(entry["office"]).encode()).hexdigest()
    if before is None and entry["position"] == 1 and entry["previous"] != start:
        raise Flaw(f"{where} is not the first of this office")
    if before is not None:
        if entry["office"] != before["office"] or entry["position"] != before["position"] + 1:
            raise Flaw(f"entry {before['position']} is followed by {where} of {entry['office']}")
        if entry["previous"] != before["hash"]:
            raise Flaw(f"{where} does not build on the entry before it")


def check_mode(entry: Told, modes: Told) -> None:
    """Check what an entry says of itself beside the chain: whether it was part of a drill, a test or a real alarm."""
    alarm = entry["alarm"]
    if entry["event"] in ("AlarmRaised", "AlarmJoined"):
        modes[alarm] = entry["facts"]["mode"]
    if alarm in modes and entry["mode"] != modes[alarm]:
        raise Flaw(f"entry {entry['position']} says that it is of the mode {entry['mode']}, and is of {modes[alarm]}")
    if alarm is None and (entry["mode"] == "drill") != entry["event"].startswith("Drill"):
        raise Flaw(f"entry {entry['position']} says that it is of the mode {entry['mode']}")


def check_file(told: Told, entries: typing.Sequence[Told], modes: Told) -> None:
    """Check what a file of one alarm says of itself."""
    own = [entry["position"] for entry in entries if entry["alarm"] == told.get("alarm")]
    if told.get("format") != "trygg alarm export 1":
        raise Flaw("this is no export of an alarm that this program knows")
    if told["office"] != entries[0]["office"] or told["positions"] != own or not own:
        raise Flaw("the file does not hold the entries that it says it holds")
    if told["mode"] != modes.get(told["alarm"], told["mode"]):
        raise Flaw(f"the file says that the alarm was of the mode {told['mode']}")
    sealed, head = {key: entries[-1][key] for key in ("position", "hash")}, told["head"]
    if told["sealed"] != sealed or head["position"] < sealed["position"]:
        raise Flaw("the file ends at another entry than it says")
    if head["position"] == sealed["position"] and head != sealed:
        raise Flaw("the file's last entry is not the end of the record that it names")


def main(words: list[str]) -> int:
    """Check a file; return the exit code."""
    anchor = words.pop().partition(":") if len(words) == 3 and words.pop(-2) == "--anchor" else None
    if len(words) != 1:
        print(__doc__.splitlines()[0])
        return 2
    try:
        with open(words[0], encoding="utf-8") as file:
            text = file.read()
        try:
            told = parse(text)
        except json.JSONDecodeError:
            told = None
        is_file = isinstance(told, dict) and "entries" in told
        entries = told["entries"] if is_file else [parse(line) for line in text.splitlines() if line.strip()]
        modes: Told = {}
        before: typing.Optional[Told] = None
        for entry in entries:
            check(entry, before)
            check_mode(entry, modes)
            before = entry
        if before is None:
            raise Flaw("there is no entry in it")
        if is_file:
            check_file(told, entries, modes)
        hashes = {str(entry["position"]): entry["hash"] for entry in entries}
        if anchor and hashes.get(anchor[0]) != anchor[2]:
            raise Flaw(f"entry {anchor[0]} is not the one that was written down elsewhere, or is not in this file")
    except OSError as wrong:
        print(f"{words[0]} cannot be read: {wrong.strerror}")
        return 2
    except (Flaw, ValueError, KeyError, TypeError, AttributeError) as wrong:
        print(f"DOES NOT HOLD: {wrong if isinstance(wrong, Flaw) else f'it cannot be read ({wrong!r})'}")
        return 1
    whose = f" of alarm {told['alarm']} ({told['mode'].upper()})" if is_file else ""
    print(f"HOLDS: entries {entries[0]['position']} to {before['position']} of {before['office']}{whose}")
    print(f"Compare with what was written down elsewhere: {before['position']}:{before['hash']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
