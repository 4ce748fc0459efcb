"""The mark on texts that are said later, from a table: the search for texts knows it."""


def N(msgid: str) -> str:  # noqa: N802 - as gettext's tools call it
    """Mark a text for the catalogue that is said later, from a table."""
    return msgid
