"""The configuration Trygg writes for a mosquitto of its own: every line chosen, and said why."""

from dataclasses import dataclass
from pathlib import Path

LARGEST_PACKET = 2 * 1024 * 1024
"""Bytes; a larger one ends its sender's connection."""

IN_FLIGHT = 1_000
"""Messages a client may hold without a receipt."""

QUEUED = 20_000
"""Messages kept for a client that is away."""


CONNECTIONS = 2_000
"""Connections on the TLS listener at once: what strangers can hold open costs some 80 MB (41 kB each, tried)."""

DESCRIPTORS = 4_096
"""Files that mosquitto may have open: more than strangers can take, so that loopback and saving have some left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TlsListener:
    """Where devices elsewhere reach the broker, over TLS and nothing else."""

    host: str
    port: int
    certificate: Path
    key: Path
    connections: int = CONNECTIONS


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """What mosquitto asks everybody for: files that `access_list` writes, and a listener beyond loopback if any."""

    passwords: Path
    access_list: Path
    tls: TlsListener | None = None


def mosquitto_config(data_dir: Path, port: int, user: str, guard: Guard | None = None) -> str:
    """Return the text of `mosquitto.conf` for a broker of Trygg's own that keeps what it has in `data_dir`."""
    return f"""\
# Written by Trygg at every start; changes made here are lost.

{_OPEN.format(port=port) if guard is None else guarded_listeners(port, guard)}
# Started by root, mosquitto would become the user "mosquitto", who may not read this folder.
user {user}

persistence_location {data_dir}
persistence_file mosquitto.db

{_KEEPING}
# Not "information": it has a line for every save, which here is every change.
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
connection_messages true
"""


def config_of_another(port: int, guard: Guard) -> str:
    """Return what a mosquitto that a house runs itself includes: who may do what, its listeners, and what it keeps."""
    return f"""\
# Written by `trygg broker config`; changes made here are lost.

{guarded_listeners(port, guard)}
{_KEEPING}"""


def guarded_listeners(port: int, guard: Guard) -> str:
    """Return the lines that say who may come in, and where."""
    lines = [
        "# Nobody comes in without a credential, and whoever is in may do what the access list says.",
        "allow_anonymous false",
        f"password_file {guard.passwords}",
        f"acl_file {guard.access_list}",
        "",
        "# Each client is called by the name it came in with, whatever client id it sends: so nobody takes over",
        "# another's session, and Trygg's own least of all.",
        *_listener(port, "127.0.0.1"),
    ]
    if guard.tls is not None:
        lines += [
            "",
            "# Beyond loopback over TLS only: passwords and presses would be readable.",
            *_listener(guard.tls.port, guard.tls.host),
            "# Strangers that connect and say nothing are thrown out after 90 s; until then they take memory and",
            "# files. So many at a time, and never those that the listener on loopback needs, over which Trygg hears.",
            "# It keeps nobody from taking all of these: for that the house's firewall counts connections by address,",
            "# because mosquitto 2.0 cannot. Version 2.0.11 forgets the limit at a reload.",
            f"max_connections {guard.tls.connections}",
            f"certfile {guard.tls.certificate}",
            f"keyfile {guard.tls.key}",
            "tls_version tlsv1.2",
        ]
    return "\n".join([*lines, ""])


def _listener(port: int, host: str) -> list[str]:
    return [f"listener {port} {host}", "use_username_as_clientid true"]


_OPEN = """\
# Loopback only, and so without credentials: whoever is on this machine may press.
listener {port} 127.0.0.1
allow_anonymous true
"""

_KEEPING = f"""\
# What waits for somebody who is away is on disk after every single change. (With persistence alone, mosquitto writes
# every 30 minutes and loses all since then at a kill -9.) It is no promise: mosquitto saves after it has given its
# receipt, and not at all what it has just passed on; so a native device repeats until Trygg itself has answered.
persistence true
autosave_on_changes true
autosave_interval 1

# mosquitto stops at 20 messages without a receipt. Trygg gives a receipt only after its commit, and a burst of 200
# presses has to be on the screens while the disk stalls: so 1,000, for which Trygg keeps them all in memory too.
max_inflight_messages {IN_FLIGHT}
# For a Trygg that is away: 20,000 presses at some 300 bytes are 6 MB; above it mosquitto would drop silently.
max_queued_messages {QUEUED}
max_queued_bytes 0

# Larger than anything a device says, and than what Trygg shows as unreadable (1 MB). Not message_size_limit: above
# that one mosquitto gives a receipt and drops the message, so that its sender believes it was heard.
max_packet_size {LARGEST_PACKET}

# Sessions of nodes that were retired.
persistent_client_expiration 30d

# Small packets at once; without it a press may wait 40 ms for the other side's TCP acknowledgement.
set_tcp_nodelay true

# No $SYS topics: nobody reads them, and each would be one more change to save.
sys_interval 0
"""
