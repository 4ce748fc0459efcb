"""What every connection of a session has in common, and what comes over one."""

from dataclasses import dataclass

from service.ingest.address import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message from the broker, and the connection it came on."""

    topic: str
    payload: bytes
    retain: bool
    dup: bool
    qos: int
    mid: int
    connection: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Will:
    """What the broker publishes (QoS 1) when this client vanishes without a word."""

    topic: str
    payload: bytes
    retain: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What every connection of a session has in common."""

    address: Address
    client_id: str
    filters: tuple[str, ...]
    clean: bool
    spare: frozenset[str] = frozenset()
    """Filters that the broker may refuse without the session being of no use."""
    will: Will | None
    keepalive_s: int
    in_gusts: bool = False
    """Whether messages may wait for each other for `GUST_S`: where one is read, the next ones are read together."""
