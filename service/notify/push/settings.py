"""What routes.toml says of web push: the table `[push]`."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

SERVICES: Final = ("fcm.googleapis.com", "jmt17.google.com")
"""Push services by their host: that of Chrome, and of most other browsers."""
FAMILIES: Final = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
"""How the hosts of the others end: Firefox, Safari, Edge."""


class PushSettings(BaseModel):
    """Web push; the key that names this service to the browsers' push services is made in the data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    subject: Annotated[str, Field(max_length=200, pattern=r"^mailto:[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")]
    """Where a push service writes to when something is wrong with what is sent: `mailto:…`."""
    services: Annotated[
        tuple[Annotated[str, Field(max_length=253, pattern=r"^[a-z0-9.-]*[a-z][a-z0-9.-]*$")], ...],
        Field(max_length=50),
    ] = ()
    """Further push services by their host names, of browsers that have others than the known ones."""

    def knows(self, host: str) -> bool:
        """Tell whether a host is a push service: nobody's browser says where else something is sent to."""
        return host in SERVICES or host.endswith(FAMILIES) or host in self.services
