"""What the process is told in which the day's backup is made."""

import json
from pathlib import Path

from service.settings import Settings


def request_of(settings: Settings, config: Path | None) -> bytes:
    """Return what the process is told; it holds secrets, and goes over a pipe only."""
    told = settings.model_dump(mode="json", exclude_defaults=True)
    for name in type(settings).model_fields:
        secret = getattr(settings, name)
        if name in told and hasattr(secret, "get_secret_value"):
            told[name] = secret.get_secret_value()
    return json.dumps({"settings": told, "config": str(config) if config else None}).encode()
