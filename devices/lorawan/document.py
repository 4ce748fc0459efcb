"""Read an office's own device profiles from its document: under `profiles` of a LoRaWAN family."""

import re
from collections.abc import Iterator, Mapping

from devices.lorawan.profile import FRAME, BatteryAt, FeltAt, FlagAt, FrameAt, HeardAt, PlaceAt, PressAt, Profile
from devices.lorawan.shipped import SHIPPED
from devices.outputs import FEEDBACK_STATES, FeedbackState
from devices.path import Path, PathError
from devices.reading import Reader
from devices.tree import Leaf, Sequence, Tree

_PROFILE_KEYS = ("models", "ports", "press", "frames", "battery", "tamper", "position", "heard", "outputs", "felt")


def read_profiles(reader: Reader, tree: Tree | None) -> tuple[Profile, ...]:
    """Return the office's own profiles, and behind them those that Trygg brings and no own one has the name of."""
    own = () if tree is None else tuple(_profiles(reader, tree))
    names = {profile.name for profile in own}
    return (*own, *(profile for profile in SHIPPED if profile.name not in names))


def _profiles(reader: Reader, tree: Tree) -> Iterator[Profile]:
    for key, value in reader.entries(tree, "profiles", None):
        name = reader.slug(key, "a profile")
        fields = reader.fields(value, f"the profile {key.value}", _PROFILE_KEYS)
        if name is not None:
            yield Profile(
                name=name,
                models=tuple(_texts(reader, fields.get("models"), "models")),
                ports=tuple(_ports(reader, fields.get("ports"))),
                only_on_ports=True,
                press=tuple(_presses(reader, fields.get("press"))),
                frames=tuple(_frames(reader, fields.get("frames"))),
                battery=tuple(_batteries(reader, fields.get("battery"))),
                tamper=tuple(_flags(reader, fields.get("tamper"), "tamper")),
                places=tuple(_places(reader, fields.get("position"))),
                heard=tuple(_heard(reader, fields.get("heard"))),
                outputs=_outputs(reader, fields.get("outputs")),
                felt=_felt(reader, fields.get("felt")),
            )


def _presses(reader: Reader, tree: Tree | None) -> Iterator[PressAt]:
    for item in _several(tree):
        fields = reader.fields(item, "press", ("at", "means", "level"))
        paths = tuple(_paths(reader, fields.get("at"), item, "press"))
        level = reader.flag(fields.get("level"), "level", default=False)
        means: dict[str, str] = {}
        words = fields.get("means")
        for value, word in reader.entries(words, "means", None) if words is not None else ():
            if (gesture := reader.optional_text(word, "a gesture")) is not None:
                means[str(value.value)] = gesture
        if not means:
            reader.add("D008", item, "a press needs what its values mean", 'Write for example `means: {"1": sos}`')
        elif paths:
            yield PressAt(paths=paths, means=means, level=paths[0].text.removeprefix("$.") if level else None)


def _frames(reader: Reader, tree: Tree | None) -> Iterator[FrameAt]:
    for item in _several(tree):
        fields = reader.fields(item, "a frame", ("hex", "means", "port"))
        pattern = reader.optional_text(fields.get("hex"), "hex")
        if pattern is None or not FRAME.fullmatch(pattern):
            remedy = "Write bytes in hexadecimal, ? for any half byte, * at the end for the rest"
            reader.add("D003", fields.get("hex", item), "hex must be the bytes of a frame", remedy)
            continue
        word = reader.optional_text(fields.get("means"), "means")
        if word is None:
            reader.add("D008", item, "a frame needs what it means", "Write a gesture, or `means: nothing`")
            continue
        port = next(iter(_ports(reader, fields.get("port"))), None)
        yield FrameAt(pattern=pattern, gesture=None if word == "nothing" else word, port=port)


def _batteries(reader: Reader, tree: Tree | None) -> Iterator[BatteryAt]:
    for item in _several(tree):
        if isinstance(item, Leaf):
            yield from (BatteryAt(path=path) for path in _paths(reader, item, item, "battery"))
            continue
        fields = reader.fields(item, "battery", ("at", "unit"))
        unit = fields.get("unit")
        word = "percent" if unit is None else reader.choice(unit, "unit", ("percent", "volts", "text"))
        for path in _paths(reader, fields.get("at"), item, "battery"):
            if word == "percent":
                yield BatteryAt(path=path)
            elif word is not None:
                yield BatteryAt(path=path, unit="volts" if word == "volts" else "text")


def _flags(reader: Reader, tree: Tree | None, what: str) -> Iterator[FlagAt]:
    for item in _several(tree):
        fields = reader.fields(item, what, ("at", "on"))
        on = tuple(_texts(reader, fields.get("on"), "on")) or ("1", "true")
        yield from (FlagAt(path=path, on=on) for path in _paths(reader, fields.get("at"), item, what))


def _outputs(reader: Reader, tree: Tree | None) -> Mapping[str, FlagAt] | None:
    entries = reader.entries(tree, "outputs", None) if tree is not None else ()
    named = {str(key.value): tuple(_flags(reader, value, "an output")) for key, value in entries}
    return {name: flags[0] for name, flags in named.items() if flags} or None


def _places(reader: Reader, tree: Tree | None) -> Iterator[PlaceAt]:
    for item in _several(tree):
        fields = reader.fields(item, "position", ("latitude", "longitude", "accuracy"))
        latitude = next(_paths(reader, fields.get("latitude"), item, "latitude"), None)
        longitude = next(_paths(reader, fields.get("longitude"), item, "longitude"), None)
        accuracy = fields.get("accuracy")
        if latitude is not None and longitude is not None:
            good = None if accuracy is None else next(_paths(reader, accuracy, item, "accuracy"), None)
            yield PlaceAt(latitude=latitude, longitude=longitude, accuracy=good)


def _heard(reader: Reader, tree: Tree | None) -> Iterator[HeardAt]:
    for item in _several(tree):
        fields = reader.fields(item, "heard", ("name", "rssi"))
        rssi = fields.get("rssi")
        name = tuple(_paths(reader, fields.get("name"), item, "name"))
        if name:
            strength = None if rssi is None else next(_paths(reader, rssi, item, "rssi"), None)
            yield HeardAt(name=name, rssi=strength)


def _felt(reader: Reader, tree: Tree | None) -> FeltAt | None:
    """Read `felt: {port: 5, received: "0a01", coming: "0a02"}`: downlinks that shake, and neither sound nor shine."""
    if tree is None:
        return None
    fields = reader.fields(tree, "felt", ("port", *FEEDBACK_STATES))
    port = next(iter(_ports(reader, fields.get("port"))), None)
    frames: dict[FeedbackState, bytes] = {}
    for state in FEEDBACK_STATES:
        text = reader.optional_text(fields.get(state), state)
        if text is not None and re.fullmatch(r"([0-9a-fA-F]{2}){1,51}", text):
            frames[state] = bytes.fromhex(text)
        elif text is not None:
            reader.add(
                "D003", fields[state], f"{state} must be the bytes of a downlink", "Write 1 to 51 in hexadecimal"
            )
    if not port or not frames:
        remedy = 'Write its port from 1 on and the bytes that are felt, for example `{port: 5, received: "0a01"}`'
        reader.add("D008", tree, "what is felt needs a port, and the bytes of a state", remedy)
        return None
    return FeltAt(port=port, frames=frames)


def _several(tree: Tree | None) -> tuple[Tree, ...]:
    if tree is None or (isinstance(tree, Leaf) and tree.value is None):
        return ()
    return tree.items if isinstance(tree, Sequence) else (tree,)


def _texts(reader: Reader, tree: Tree | None, what: str) -> Iterator[str]:
    for item in _several(tree):
        if isinstance(item, Leaf) and isinstance(item.value, bool | int):
            yield str(item.value).lower()
        elif (text := reader.optional_text(item, what)) is not None:
            yield text


def _ports(reader: Reader, tree: Tree | None) -> Iterator[int]:
    for item in _several(tree):
        value = item.value if isinstance(item, Leaf) else None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 255:
            yield value
        else:
            reader.add("D003", item, f"a port must be a number, and is {reader.told(item)}", "Write 0 to 255")


def _paths(reader: Reader, tree: Tree | None, rule: Tree, what: str) -> Iterator[Path]:
    if tree is None:
        reader.add("D008", rule, f"{what} does not say where it stands", "Write a path, for example `at: $.battery`")
    for item in _several(tree):
        text = reader.optional_text(item, what)
        if text is None:
            continue
        try:
            yield Path.parse(text)
        except PathError as wrong:
            place = Leaf(value=None, line=item.line, column=item.column + wrong.column - 1)
            reader.add("D006", place, f"{text[:64]} is no path", "Write $ and then .name, [0] or ['a name'] a step")
