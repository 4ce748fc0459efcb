"""Which addresses Trygg may ask: pure, and the same for everything that asks."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.network.address import ANYTHING, NOTHING, Inside, is_nobodys, may_be_asked
from service.settings import Settings

NEVER = [
    "169.254.169.254",
    "169.254.1.1",
    "100.100.100.200",
    "168.63.129.16",
    "fd00:ec2::254",
    "fe80::1",
    "::ffff:169.254.169.254",
]
HOUSE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "::1", "fd12::1", "::ffff:10.0.0.1", "100.64.0.1"]


@pytest.mark.parametrize("address", [*NEVER, "0.0.0.0", "::", "224.0.0.1", "ff02::1", "64:ff9b::a9fe:a9fe", "", "x"])
def test_what_belongs_to_no_receiver_is_never_asked(address: str) -> None:
    """Where clouds tell their machines secrets, the link alone, and many at once: whatever the operator has allowed."""
    assert is_nobodys(address)
    everything = Inside.of(["0.0.0.0/0", "::/0", "a.example"])
    assert not any(may_be_asked("a.example", address, inside) for inside in (NOTHING, ANYTHING, everything))


@pytest.mark.parametrize("address", HOUSE)
def test_the_house_is_asked_only_where_the_operator_says_so(address: str) -> None:
    """By its table, by its network; and by nothing, not at all."""
    assert not may_be_asked("a.example", address)
    assert may_be_asked("a.example", address, ANYTHING)
    assert not may_be_asked("b.example", address, Inside.of(["a.example"]))
    network = str(ipaddress.ip_address(address).ipv4_mapped or address) if ":" in address else address  # type: ignore[union-attr]
    assert may_be_asked("b.example", address, Inside.of([network]))


def test_a_name_leads_into_the_house_and_not_to_this_computer() -> None:
    """A name that is allowed may change: what listens on loopback alone is nobody's but this computer's."""
    inside = Inside.of(["Login.Example.se."])
    assert may_be_asked("login.example.se", "10.1.2.3", inside)
    assert may_be_asked("LOGIN.example.se.", "10.1.2.3", inside)
    assert not may_be_asked("login.example.se", "127.0.0.1", inside)
    assert may_be_asked("localhost", "127.0.0.1", Inside.of(["localhost"]))


def test_a_number_that_was_written_is_allowed_and_a_name_is_not() -> None:
    """A number leads nowhere else a second later; a name does."""
    assert may_be_asked("10.1.2.3", "10.1.2.3", NOTHING.and_written("https://10.1.2.3:8443/x"))
    assert not may_be_asked("10.1.2.4", "10.1.2.4", NOTHING.and_written("https://10.1.2.3:8443/x"))
    assert may_be_asked("::1", "::1", NOTHING.and_written("http://[::1]:80/"))
    assert may_be_asked("localhost", "127.0.0.1", NOTHING.and_written("http://localhost/"))
    assert not may_be_asked("in.example", "10.1.2.3", NOTHING.and_written("https://in.example/"))
    assert not may_be_asked("169.254.169.254", "169.254.169.254", NOTHING.and_written("http://169.254.169.254/"))
    assert NOTHING.and_written("https://[::1/x") == NOTHING


@given(st.ip_addresses())
def test_nothing_but_what_is_public_is_asked_unasked(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """By default no private, shared, reserved or local address of either kind."""
    if may_be_asked("a.example", str(address)):
        assert address.is_global
        assert not address.is_private


@pytest.mark.parametrize("entry", ["10.1.2.3/8", "10.1", "10.1.2.3.4/8", "fd00::/x", "1.2.3"])
def test_an_entry_that_names_nothing_is_said_at_the_start(entry: str) -> None:
    """A network that is written wrongly would allow less, or more, than somebody thinks."""
    with pytest.raises(ValidationError, match="no address and no network"):
        Settings(inside_hosts=[entry])
