"""Whether a mosquitto that a house runs itself has read the files as they are now: it is asked.

One more user stands in the files, who may do nothing. Its password follows from all that they say, and from the
password of Trygg's own sessions: so whoever of the nodes comes in with it knows that the broker goes by exactly this,
and not by what was written before, whoever has written it and whoever was to reload it.
"""

import base64
import hashlib
import hmac
from dataclasses import replace
from typing import Final

from service.access import device_password
from service.ingest.access_list import AccessFiles

ASKER: Final = "trygg-files"
"""The user's name; a node's sessions end in `-press` and `-telemetry`, and a device's name has a dot."""


def password_of(files: AccessFiles, secret: str) -> str:
    """Return the password of the user that stands in these files.

    Args:
        files: what Trygg has to say, without the user itself.
        secret: the password of Trygg's own sessions.
    """
    return base64.b32encode(_follows(files, secret, b"password")[:20]).decode().lower()


def with_asker(files: AccessFiles, secret: str) -> AccessFiles:
    """Return the files with the user in them; the same secret and the same words make the same text."""
    salt = _follows(files, secret, b"salt")[:12]
    digest = device_password.digest(password_of(files, secret), salt=salt)
    asker = f"\n# Trygg asks as this one whether these files were read; it may do nothing.\nuser {ASKER}\n"
    passwords = f"{files.passwords}{ASKER}:{digest}\n"
    return replace(files, passwords=passwords, access_list=files.access_list + asker)


def _follows(files: AccessFiles, secret: str, what: bytes) -> bytes:
    told = hashlib.sha256(files.passwords.encode() + b"\0" + files.access_list.encode()).digest()
    return hmac.digest(secret.encode(), what + told, "sha256")
