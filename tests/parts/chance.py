"""How long and with which seed the chaos tests run."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, kw_only=True)
class Chance:
    """A chaos test's share of chance: the same seed gives the same run."""

    seed: int
    rounds: int

    def random(self, name: str) -> Random:
        """Return a source of chance that depends on the seed and on `name`, not on which test ran first."""
        return Random(f"{self.seed}/{name}")
