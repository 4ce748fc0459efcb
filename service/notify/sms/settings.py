"""What text messages need of the table `[elks]` in routes.toml."""

from service.notify.elks_table import ElksTable


class ElksSettings(ElksTable):
    """The account, and who a text message is from."""

    @property
    def source(self) -> str:
        """Return what a text message is from: the number where it can be answered, else the name."""
        return self.number if self.replies and self.number else self.sender
