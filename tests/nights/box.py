"""The house itself: a siren, a lamp and a lock that do what they are told, and say so, as far as radio carries."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from nights.house import OFFICE, Radio


@dataclass(eq=False)
class Output:
    """One output, and what it was told."""

    address: str
    channel: str
    on_until: float = 0.0
    told: list[tuple[float, str]] = field(default_factory=list)
    """For how many seconds it is to be on, 0 for off; and by which alarm."""


class Box:
    """All outputs of the office."""

    def __init__(self, radio: Radio, take: Callable[[str, bytes], object]) -> None:
        self._radio = radio
        self._take = take
        self.outputs = {
            address: Output(address, channel)
            for address, channel in (("siren-yard", "out"), ("lamp", "out"), ("front-lock", "lock-2"))
        }

    @property
    def is_on(self) -> bool:
        """Whether anything is on, or ought to be told that it is over."""
        return any(one.on_until for one in self.outputs.values())

    def published(self, topic: str, payload: bytes) -> None:
        """Hear what a node has published."""
        *_, office, address, leaf = topic.split("/")
        if leaf == "set" and office == OFFICE and address in self.outputs:
            self._radio.send(lambda: self._hear(self.outputs[address], payload))

    def _hear(self, output: Output, payload: bytes) -> None:
        told = json.loads(payload)
        now = asyncio.get_running_loop().time()
        output.told.append((told["for"] if told["on"] else 0.0, told["id"].split(".", 1)[0]))
        output.on_until = now + told["for"] if told["on"] else 0.0
        said = json.dumps({"output": output.channel, "on": told["on"]}).encode()
        self._radio.send(lambda: self._take(f"trygg/v1/{OFFICE}/{output.address}/state", said))
        if told["on"]:
            asyncio.get_running_loop().call_at(output.on_until, self._ends, output, output.on_until)

    def _ends(self, output: Output, at: float) -> None:
        if output.on_until == at:  # it was told nothing since
            output.on_until = 0.0
            said = json.dumps({"output": output.channel, "on": False}).encode()
            self._radio.send(lambda: self._take(f"trygg/v1/{OFFICE}/{output.address}/state", said))
