"""Chance that is none: the same question about the same thing has the same answer, whatever was asked before."""

from dataclasses import dataclass
from hashlib import blake2b

_STEPS = 1 << 53


@dataclass(frozen=True, slots=True)
class Chance:
    """What would be thrown, from a seed; two questions that differ in anything have nothing to do with each other."""

    seed: int

    def of(self, *question: object) -> float:
        """Return a number from 0 up to but not 1."""
        told = "/".join(map(str, (self.seed, *question))).encode("utf-8", "surrogatepass")
        return (int.from_bytes(blake2b(told, digest_size=8).digest()) >> 11) / _STEPS

    def happens(self, share: float, *question: object) -> bool:
        """Say whether something happens that happens in this share of all cases (0 to 1)."""
        return self.of(*question) < share

    def between(self, low: float, high: float, *question: object) -> float:
        """Return a number from `low` up to `high`."""
        return low + (high - low) * self.of(*question)
