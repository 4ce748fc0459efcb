"""Ids that say nothing by themselves: alarms from the press that raised them, people from the store."""

import base64
import hashlib


def alarm_id(press_key: str) -> str:
    """Return the id of the alarm a press raises: nodes that are cut off from each other mint the same one."""
    digest = hashlib.sha256(b"trygg alarm 1\n" + press_key.encode()).digest()
    return "a-" + base64.b32encode(digest[:16]).decode().rstrip("=").lower()
