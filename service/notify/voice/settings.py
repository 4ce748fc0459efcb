"""What calls need of the table `[elks]` in routes.toml."""

from service.notify.elks_table import ElksTable


class ElksSettings(ElksTable):
    """The account, the number that calls come from, how long a telephone rings, and recordings of one's own."""

    @property
    def source(self) -> str:
        """Return the number that calls come from.

        Raises:
            ValueError: there is none; a call cannot come from a name.
        """
        if self.number is None:
            raise ValueError("calls need number in [elks]: the one that was rented from 46elks")
        return self.number
