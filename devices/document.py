"""Read `devices.yaml`: the enrolled devices of each office, and how to read the topics of foreign devices."""

import collections.abc
from collections.abc import Iterator
from dataclasses import dataclass

from devices.adapters.generic.adapter import Rule
from devices.adapters.generic.document import read_rule
from devices.adapters.native.output import ONLY
from devices.bounded import excerpt
from devices.command import OutputDevice
from devices.families import FAMILIES
from devices.family import OWN_BROKER, Source
from devices.folding import folded
from devices.gateways import Gateway
from devices.inventory import DEFAULT_KINDS, STANDINGS, Device, Inventory, Standing
from devices.outputs import ABILITIES, NOTHING, USUAL, Ability
from devices.reading import Finding, Reader
from devices.simulator.scenario import FAULTS, Fault
from devices.tells import can_be_told, usual_answers
from devices.topics import SERVICE
from devices.tree import Leaf, Mapping, Sequence, Tree, TreeError, read_tree

_DEVICE_KEYS = (
    "name",
    "holder",
    "place",
    "kinds",
    "answers",
    "reporting_time",
    "known_as",
    "family",
    "broker",
    "model",
    "through",
    "standing",
    "until",
)
_OUTPUT_KEYS = ("family", "address", "channel", "broker", "application")
_SOURCE_KEYS = ("family", "broker")


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What could be read of a document, and what could not.

    With errors in it (`ok` is False) a running service keeps its last good version; one without any uses what
    was read.
    """

    inventory: Inventory
    rules: tuple[Rule, ...]
    sources: tuple[Source, ...] | None
    """What the document has under `listen`; None where it says nothing about it."""
    outputs: tuple[OutputDevice, ...]
    simulated: collections.abc.Mapping[tuple[str, str], Fault]
    gateways: tuple[Gateway, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True where nothing in the document is an error."""
        return not any(finding.severity == "error" for finding in self.findings)


def load(text: str | bytes, source: str) -> Loaded:
    """Read a document; `source` is the name that findings give it. Never raises."""
    return _Document(source).read(text)


class _Document:
    """Walks the tree of one document and keeps what it finds."""

    def __init__(self, source: str) -> None:
        self._reader = Reader(source)
        self._devices: list[Device] = []
        self._rules: list[Rule] = []
        self._sources: list[Source] | None = None
        self._outputs: list[OutputDevice] = []
        self._simulated: dict[tuple[str, str], Fault] = {}
        self._gateways: list[Gateway] = []
        self._names: dict[tuple[str, str], str] = {}
        self._alike: dict[tuple[str, str], tuple[str, str]] = {}
        """By office and folded name: the device, and how its name is written."""

    def read(self, text: str | bytes) -> Loaded:
        """Read the text; what cannot be read is left out and found fault with."""
        try:
            tree = read_tree(text if isinstance(text, str) else text.decode("utf-8-sig"))
        except UnicodeDecodeError as wrong:
            line = text[: wrong.start].count(b"\n") + 1 if isinstance(text, bytes) else 1
            place = Leaf(value=None, line=line, column=1)
            self._reader.add("D001", place, "this is not UTF-8", "Save the file as UTF-8")
        except TreeError as wrong:
            place = Leaf(value=None, line=wrong.line, column=wrong.column)
            self._reader.add("D001", place, excerpt(str(wrong)), "Mend the YAML at this place")
        else:
            if tree is not None:
                self._document(tree)
        return Loaded(
            inventory=Inventory(self._devices),
            rules=tuple(self._rules),
            sources=None if self._sources is None else tuple(self._sources),
            outputs=tuple(self._outputs),
            simulated=self._simulated,
            gateways=tuple(self._gateways),
            findings=tuple(self._reader.findings),
        )

    def _document(self, tree: Tree) -> None:
        parts = {
            "trygg": self._version,
            "enrolled": self._enrolled,
            "topics": self._topics,
            "listen": self._listen,
            "outputs": self._all_outputs,
            "gateways": self._all_gateways,
            "simulated": self._simulation,
        }
        for key, value in self._reader.entries(tree, "the document", tuple(parts)):
            parts[str(key.value)](value)

    def _version(self, tree: Tree) -> None:
        if not isinstance(tree, Leaf) or tree.value != 1 or isinstance(tree.value, bool):
            self._reader.add("D009", tree, "this version of Trygg reads `trygg: 1`", "Write `trygg: 1`")

    def _enrolled(self, tree: Tree) -> None:
        for office, devices in self._offices(tree):
            for device, entry in self._reader.entries(devices, f"the devices of {office}", None):
                self._device(office, device, entry)

    def _topics(self, tree: Tree) -> None:
        for item in self._reader.items(tree, "topics"):
            if (rule := read_rule(self._reader, item)) is not None:
                self._rules.append(rule)

    def _all_outputs(self, tree: Tree) -> None:
        for office, outputs in self._offices(tree):
            for key, entry in self._reader.entries(outputs, f"the outputs of {office}", None):
                if (slug := self._reader.slug(key, "an output")) is not None:
                    self._outputs.append(self._output(office, slug, entry))

    def _output(self, office: str, slug: str, tree: Tree) -> OutputDevice:
        fields = self._reader.fields(tree, f"the output {slug}", _OUTPUT_KEYS)
        return OutputDevice(
            office=office,
            output=slug,
            family=self._family(fields.get("family")),
            address=self._reader.optional_text(fields.get("address"), "address") or slug,
            channel=self._reader.optional_text(fields.get("channel"), "channel") or ONLY,
            broker=self._reader.optional_slug(fields.get("broker"), "broker") or OWN_BROKER,
            application=self._reader.optional_text(fields.get("application"), "application"),
        )

    def _all_gateways(self, tree: Tree) -> None:
        for office, gateways in self._offices(tree):
            for key, zone in self._reader.entries(gateways, f"the gateways of {office}", None):
                name = self._reader.optional_text(key, "a gateway")
                place = self._reader.optional_slug(zone, "the place of a gateway")
                if name is not None and place is not None:
                    self._gateways.append(Gateway(office=office, name=name, place=place))

    def _listen(self, tree: Tree) -> None:
        self._sources = []
        for item in self._reader.items(tree, "listen"):
            if (source := self._source(item)) is not None:
                self._sources.append(source)

    def _source(self, tree: Tree) -> Source | None:
        named = dict(self._reader.entries(tree, "an entry of listen", None)) if isinstance(tree, Mapping) else {}
        word = next((value for key, value in named.items() if key.value == "family"), None)
        if word is None:
            self._reader.add("D008", tree, "an entry of listen needs its family", "Write for example `family: shelly`")
            return None
        name = self._reader.choice(word, "family", tuple(FAMILIES))
        if name is None:
            return None
        family = FAMILIES[name]
        before = len(self._reader.findings)
        fields = self._reader.fields(tree, f"the family {name}", (*_SOURCE_KEYS, *family.keys))
        broker = self._reader.optional_slug(fields.get("broker"), "broker") or OWN_BROKER
        adapter = family.read(self._reader, {key: fields[key] for key in family.keys if key in fields})
        # Half an entry would listen to the wrong topics.
        return Source(adapter=adapter, family=name, broker=broker) if len(self._reader.findings) == before else None

    def _simulation(self, tree: Tree) -> None:
        for office, devices in self._offices(tree):
            for device, fault in self._reader.entries(devices, f"the simulated devices of {office}", None):
                if (word := self._reader.choice(fault, "a simulated fault", FAULTS)) is not None:
                    self._simulated[office, str(device.value)] = word

    def _offices(self, tree: Tree) -> Iterator[tuple[str, Tree]]:
        for key, value in self._reader.entries(tree, "the offices", None):
            office = self._reader.slug(key, "an office")
            if office == SERVICE:
                remedy = "Trygg's own topics have it: choose another"
                self._reader.add("D004", key, "no office can be called service", remedy)
            elif office is not None:
                yield office, value

    def _device(self, office: str, key: Leaf, tree: Tree) -> None:
        slug = self._reader.slug(key, "a device")
        if slug is None:
            return
        fields = self._reader.fields(tree, f"the device {slug}", _DEVICE_KEYS)
        known_as = tuple(self._known_as(fields.get("known_as")))
        for name in (slug, *known_as):
            if (other := self._names.setdefault((office, name), slug)) != slug:
                message = f"{name} already names {other} in {office}"
                self._reader.add("D005", key, message, "Give each device its own names")
            like, written = self._alike.setdefault((office, folded(name)), (slug, name))
            if like != slug and written != name:
                message = f"{name} differs from {written}, which names {like} in {office}, only in how it is written"
                remedy = "Where a message writes it in a third way, neither is found: give each its own names"
                self._reader.add("D010", key, message, remedy, severity="warning")
        family = self._family(fields.get("family"))
        self._devices.append(
            Device(
                office=office,
                device=slug,
                name=self._reader.optional_text(fields.get("name"), "name") or slug,
                holder=self._reader.optional_slug(fields.get("holder"), "holder"),
                place=self._reader.optional_slug(fields.get("place"), "place"),
                kinds=self._kinds(fields.get("kinds")),
                answers=self._answers(fields.get("answers"), family),
                reporting_time=self._reader.seconds(fields.get("reporting_time"), "reporting_time"),
                known_as=known_as,
                family=family,
                broker=self._reader.optional_slug(fields.get("broker"), "broker") or OWN_BROKER,
                model=self._reader.optional_text(fields.get("model"), "model"),
                through=self._reader.optional_text(fields.get("through"), "through"),
                standing=self._standing(fields.get("standing")),
                until=self._reader.day(fields.get("until"), "until"),
            )
        )

    def _answers(self, tree: Tree | None, family: str) -> frozenset[Ability]:
        """Return by what a device tells its wearer something: true for a lamp and vibration, false, or a list.

        Where it is left out, what is usual in the family; nothing where its buttons cannot, whatever is written.
        """
        if tree is None:
            return usual_answers(family)
        if isinstance(tree, Sequence):
            words = [self._reader.choice(item, "what a device answers with", ABILITIES) for item in tree.items]
            answers = frozenset(word for word in words if word is not None)
        else:
            answers = USUAL if self._reader.flag(tree, "answers", default=False) else NOTHING
        if answers and not can_be_told(family):
            message = f"a {family} button cannot tell its wearer anything, so it is told nothing"
            self._reader.add("D011", tree, message, "Write `answers: false`, or leave it out", severity="warning")
            return NOTHING
        return answers

    def _family(self, tree: Tree | None) -> str:
        words = ("native", "generic", *FAMILIES)
        return "native" if tree is None else self._reader.choice(tree, "family", words) or "native"

    def _standing(self, tree: Tree | None) -> Standing:
        return "in_use" if tree is None else self._reader.choice(tree, "standing", STANDINGS) or "in_use"

    def _known_as(self, tree: Tree | None) -> Iterator[str]:
        if tree is not None:
            for item in self._reader.items(tree, "known_as"):
                if (name := self._reader.optional_text(item, "known_as")) is not None:
                    yield name

    def _kinds(self, tree: Tree | None) -> collections.abc.Mapping[str, str]:
        if tree is None:
            return DEFAULT_KINDS
        if isinstance(tree, Leaf):
            kind = self._reader.optional_slug(tree, "kinds")
            return DEFAULT_KINDS if kind is None else {"*": kind}
        kinds = dict(DEFAULT_KINDS)
        for gesture, value in self._reader.entries(tree, "kinds", None):
            if (kind := self._reader.optional_slug(value, f"the kind of {gesture.value}")) is not None:
                kinds[str(gesture.value)] = kind
        return kinds
