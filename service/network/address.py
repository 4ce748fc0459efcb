"""Whether an address may be asked: public ones, and of the house's own only those that the operator has named. Pure.

An address may stand in a file, come from a browser, or be what another service says of itself; a name may lead
somewhere else a second later. So what is judged is always the IP address that is then connected to.
"""

import contextlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out; elsewhere older addresses are wrapped in ways that a network of the house may undo."""

_TELL_SECRETS: Final = frozenset(
    ipaddress.ip_address(one)
    for one in ("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254")
)
"""Where clouds tell their machines who they are, keys included."""

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _read(address: str) -> Ip | None:
    """Return an IP address, also where an older one is wrapped in a newer one; None where it is none."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(one, ipaddress.IPv4Address):
        return one
    wrapped = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
    if wrapped is None and one in _NAT64:
        wrapped = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    return wrapped or one


def is_number(host: str) -> bool:
    """Tell whether a host is written as an IP address."""
    return _read(host) is not None


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet, also where an older one is wrapped in a newer one."""
    one = _read(address)
    if one is None or (isinstance(one, ipaddress.IPv6Address) and (one not in _GLOBAL or one.scope_id is not None)):
        return False
    return one.is_global and not one.is_multicast


def is_nobodys(address: str) -> bool:
    """Tell whether an address is one that no receiver has: of the link alone, of many at once, or a cloud's own."""
    one = _read(address)
    return one is None or one.is_link_local or one.is_multicast or one.is_unspecified or one in _TELL_SECRETS


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """What of the house's own network may be asked, as the operator has said."""

    anything: bool = False
    """Whether every address of the house may be; for one receiver whose table says so."""
    names: frozenset[str] = frozenset()
    """Host names that may lead into the house, though never to this very computer, unless they are its name."""
    networks: tuple[Network, ...] = ()
    """Addresses that may be asked under any name."""

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Inside":
        """Read names, addresses and networks (`10.1.0.0/16`).

        Raises:
            ValueError: an entry is none of these; the text says which.
        """
        names, networks = set[str](), list[Network]()
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry.strip("[]")))
            except ValueError:
                if "/" in entry or entry.rpartition(".")[2].isdigit() or ":" in entry:
                    raise ValueError(f"{entry} is no address and no network; write 10.1.2.3 or 10.1.0.0/16") from None
                names.add(entry.lower().rstrip("."))
        return cls(names=frozenset(names), networks=tuple(networks))

    def and_written(self, url: str) -> "Inside":
        """Return it together with the host of an address that the operator wrote as a number, or as `localhost`.

        A number leads nowhere else a second later, so to have written it is to have said it. A name is not.
        """
        host = ""
        with contextlib.suppress(ValueError):
            host = (urlsplit(url).hostname or "").lower()
        if host == "localhost":
            return Inside(anything=self.anything, names=self.names | {host}, networks=self.networks)
        try:
            written = ipaddress.ip_network(host)
        except ValueError:
            return self
        return Inside(anything=self.anything, names=self.names, networks=(*self.networks, written))

    def holds(self, host: str, address: str) -> bool:
        """Tell whether an address of the house may be asked under a host name."""
        one = _read(address)
        if one is None:
            return False
        if self.anything or any(one in network for network in self.networks if network.version == one.version):
            return True
        name = host.lower().rstrip(".")
        return name in self.names and (not one.is_loopback or name in LOOPBACK_NAMES)


ANYTHING: Final = Inside(anything=True)
NOTHING: Final = Inside()


def may_be_asked(host: str, address: str, inside: Inside = NOTHING) -> bool:
    """Tell whether a connection may be made to an IP address that a host name has led to."""
    if is_nobodys(address):
        return False
    return is_public(address) or inside.holds(host, address)
