"""Who may come in at mosquitto, and what each may publish and hear: its password file and its access list, as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from devices.home_assistant import SHOWN
from devices.switches import COMMANDED
from devices.topics import ROOT, canary_topic, service_status
from service.store.device_port import DeviceCredential


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeUser:
    """A node of Trygg at the broker: its two sessions come in with their client ids as user names."""

    node: str
    digest: str = field(repr=False)
    """Of the password that both sessions have, as mosquitto's password file has it."""

    @property
    def press(self) -> str:
        """The session that hears presses."""
        return press_client(self.node)

    @property
    def telemetry(self) -> str:
        """The session that hears everything else, and on which feedback and orders to outputs leave."""
        return telemetry_client(self.node)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessFiles:
    """What mosquitto reads: the password file and the access list."""

    passwords: str = field(repr=False)
    access_list: str


def press_client(node: str) -> str:
    """Return the client id of a node's session for presses."""
    return f"trygg-{node}-press"


def telemetry_client(node: str) -> str:
    """Return the client id of a node's session for everything else."""
    return f"trygg-{node}-telemetry"


def access_files(
    nodes: Sequence[NodeUser], credentials: Iterable[DeviceCredential], at: datetime, commanded: Sequence[str] = ()
) -> AccessFiles:
    """Return both files for those whose credential holds at this time; whoever does not stand there is nobody.

    `commanded` are topics on which Trygg tells devices something beside the usual ones.

    There is always a node in it: mosquitto takes an empty access list for one that was never written, and lets
    everybody do everything.
    """
    if not nodes:
        raise ValueError("an access list without a node of Trygg would let everybody do everything")
    passwords, lines = (
        [],
        ["# Written by Trygg; changes made here are lost.", "# Nobody may do what does not stand here."],
    )
    # A gateway may be Home Assistant, which shows a node's entities as gone when the node is; it tells of nobody.
    statuses = [service_status(node.node) for node in nodes]
    for node in nodes:
        passwords += [f"{node.press}:{node.digest}", f"{node.telemetry}:{node.digest}"]
        lines += _user(node.press, [service_status(node.node)], ["#"])
        told = (f"{ROOT}/+/+/feedback", canary_topic(node.node), *COMMANDED, *SHOWN, *commanded)
        lines += _user(node.telemetry, dict.fromkeys(told), ["#"])
    for one in sorted(credentials, key=lambda one: (one.office, one.device, one.generation)):
        if one.holds(at):
            passwords.append(f"{one.user}:{one.digest}")
            lines += _user(one.user, one.publishes, (*one.hears, *(statuses if one.kind == "gateway" else ())))
    return AccessFiles(passwords="\n".join([*passwords, ""]), access_list="\n".join([*lines, ""]))


def _user(name: str, publishes: Iterable[str], hears: Iterable[str]) -> list[str]:
    return [
        "",
        f"user {name}",
        *(f"topic write {_one_line(topic)}" for topic in publishes),
        *(f"topic read {_one_line(topic)}" for topic in hears),
    ]


def _one_line(topic: str) -> str:
    """Return the topic; ValueError where it would become another line, or another right, of the list."""
    if not topic.isprintable() or topic != topic.strip() or not topic:
        raise ValueError(f"{topic!r} cannot stand in an access list")
    return topic
