"""What the service draws by chance (salts, keys of people, the name of a run), drawn from a night's seed instead."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let `secrets` draw from a seed; what is drawn opens nothing and is thrown away with the night."""
    chance = Random(f"{seed}/secrets")

    def token_bytes(nbytes: int | None = None) -> bytes:
        return chance.randbytes(32 if nbytes is None else nbytes)

    before = secrets.token_bytes
    secrets.token_bytes = token_bytes
    try:
        yield
    finally:
        secrets.token_bytes = before
