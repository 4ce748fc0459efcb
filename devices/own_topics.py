"""Which topics are a device's own: what it may publish and hear where the broker asks who it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from devices.adapters.generic.adapter import DEVICE_LEVEL, Rule
from devices.bounded import is_plain
from devices.command import OutputDevice
from devices.families import FAMILIES, USUAL
from devices.family import OWN_BROKER, Source
from devices.filters import overlap
from devices.inventory import Device
from devices.topics import Leaf, is_slug, matches, topic_of

PUBLISHED: Final[tuple[Leaf, ...]] = ("press", "status", "telemetry")
HEARD: Final[tuple[Leaf, ...]] = ("feedback",)
_LONGEST_PREFIX: Final = 200

TAKEN: Final = frozenset(
    {"trygg", "homeassistant", "shellies", "cmnd"}
    | {topic.partition("/")[0] for family in FAMILIES.values() for topic in family.usual.press_filters}
)
"""First levels of topics that are no one device's, whatever somebody calls it."""


class PrefixError(ValueError):
    """A gateway cannot be bound to this prefix; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTopics:
    """Topics, or topic filters, that one device or gateway may publish on, and those that it may hear."""

    publishes: tuple[str, ...]
    hears: tuple[str, ...]


def topics_of_device(device: Device, rules: Iterable[Rule] = ()) -> OwnTopics:
    """Return the native topics of a device, its family's, and those of the rules whose topic names it in a level.

    A rule that finds the device's name in the message binds nobody: whoever may publish there speaks for all of them.
    """
    names = [name for name in (device.device, *device.known_as) if _is_level(name)]
    published = [topic_of(device.office, name, leaf) for name in names for leaf in PUBLISHED]
    heard = [topic_of(device.office, name, leaf) for name in names for leaf in HEARD]
    for rule in rules:
        levels = rule.topic.split("/")
        if DEVICE_LEVEL in levels and rule.office in {None, device.office}:
            published += [rule.topic.replace(DEVICE_LEVEL, name) for name in names]
    own = _of_family(device.family, names)
    published += own.publishes
    heard += own.hears
    fitting = [topic for topic in published if topic.isprintable() and topic == topic.strip()]
    return OwnTopics(publishes=tuple(dict.fromkeys(fitting)), hears=tuple(dict.fromkeys(heard)))


def topics_of_output(output: OutputDevice) -> OwnTopics:
    """Return the topics on which an output hears its orders and says how it stands; none where a gateway speaks for it.

    A native one never gets a button's topics: whoever takes a siren off its wall cannot press with its password.
    """
    if output.broker != OWN_BROKER or not _is_level(output.address):
        return OwnTopics(publishes=(), hears=())
    if output.family != "native":
        return _of_family(output.family, [output.address])
    if not is_slug(output.address):
        return OwnTopics(publishes=(), hears=())
    leaves: tuple[Leaf, ...] = ("state", "status")
    said = tuple(topic_of(output.office, output.address, leaf) for leaf in leaves)
    return OwnTopics(publishes=said, hears=(topic_of(output.office, output.address, "set"),))


def topics_of(
    named: tuple[str, str], devices: Iterable[Device], outputs: Iterable[OutputDevice], rules: Iterable[Rule] = ()
) -> OwnTopics | None:
    """Return what one credential is for: an office's button, its output, or a box that is both; None for neither.

    An output is found by its device's address, or by the name that the plan has for it.
    """
    office, name = named
    known = tuple(rules)
    every = [topics_of_device(one, known) for one in devices if one.of == named]
    every += [topics_of_output(one) for one in outputs if one.office == office and name in (one.address, one.output)]
    publishes = tuple(dict.fromkeys(topic for one in every for topic in one.publishes))
    hears = tuple(dict.fromkeys(topic for one in every for topic in one.hears))
    return OwnTopics(publishes=publishes, hears=hears) if publishes else None


def topics_of_gateway(prefixes: Iterable[str]) -> OwnTopics:
    """Return the filters of everything below a gateway's prefixes.

    Raises:
        PrefixError: none, or one that is no prefix, or one that would let the gateway speak on Trygg's own topics.
    """
    filters = tuple(dict.fromkeys(f"{_prefix(each)}/#" for each in prefixes))
    if not filters:
        raise PrefixError("a gateway needs a prefix: the first levels of its topics, for instance zigbee2mqtt")
    return OwnTopics(publishes=filters, hears=filters)


def shared_topic(one: Iterable[str], other: Iterable[str]) -> str | None:
    """Return a filter of the first that covers, or is covered by, one of the second; None where all are apart."""
    others = tuple(other)
    for mine in one:
        for theirs in others:
            if mine == theirs or matches(mine, theirs) or matches(theirs, mine):
                return theirs
    return None


def brought_by(
    device: Device, rules: Iterable[Rule], published: Iterable[str], sources: Iterable[Source] = USUAL
) -> str | None:
    """Return the topic among those that credentials let through on which a device's presses come; None: on none.

    A device that answers is heard on its own topics alone; one that cannot may also be named in a gateway's messages.
    What its family passes on through gateways may come on any topic on which `sources` listen to the family.
    """
    known, through = tuple(rules), tuple(published)
    shared = () if device.answers else tuple(rule.topic_filter for rule in known if rule.device is not None)
    topic = shared_topic((*topics_of_device(device, known).publishes, *shared), through)
    family = FAMILIES.get(device.family)
    if topic is not None or family is None:
        return topic
    if not any(family.is_behind_gateway(name) for name in (device.device, *device.known_as)):
        return None
    here = (source for source in sources if (source.family, source.broker) == (device.family, OWN_BROKER))
    filters = [topic for source in here for topic in source.adapter.press_filters]
    return next((one for one in through if any(overlap(wanted, one) for wanted in filters)), None)


def _prefix(text: str) -> str:
    plain = text.strip().removesuffix("/#").strip("/")
    levels = plain.split("/")
    if not is_plain(plain) or len(plain) > _LONGEST_PREFIX or any(not _is_level(level) for level in levels):
        raise PrefixError(f"{text[:64]!r} is no prefix of topics; write its first levels without + and #")
    if levels[0] == "trygg" or levels[0].startswith("$"):
        raise PrefixError(f"{plain} holds Trygg's own topics, or the broker's: no gateway speaks there")
    return plain


def _of_family(name: str, devices: Iterable[str]) -> OwnTopics:
    """Return what a family's devices of these names publish and hear themselves."""
    family = FAMILIES.get(name)
    if family is None:
        return OwnTopics(publishes=(), hears=())
    speaking = [one for one in devices if _is_ones_own(one) and not family.is_behind_gateway(one)]
    return OwnTopics(
        publishes=tuple(topic.replace(DEVICE_LEVEL, one) for one in speaking for topic in family.publishes),
        hears=tuple(topic.replace(DEVICE_LEVEL, one) for one in speaking for topic in family.hears),
    )


def _is_ones_own(name: str) -> bool:
    return name not in TAKEN and not name.startswith("$")


def _is_level(name: str) -> bool:
    """Whether a name is one level of a topic, and cannot be taken for a wildcard or for the end of a line."""
    return bool(name) and is_plain(name) and name == name.strip() and not any(mark in name for mark in "/+#\0")
