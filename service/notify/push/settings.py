"""What routes.toml says of web push: the table `[push]`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class PushSettings(BaseModel):
    """Web push; the key that names this service to the browsers' push services is made in the data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: Annotated[str, Field(max_length=200, pattern=r"^mailto:[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")]
    """Where a push service writes to when something is wrong with what is sent: `mailto:…`."""
