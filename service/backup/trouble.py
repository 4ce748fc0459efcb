"""What can be wrong with a backup or a restore; the message says what to do."""


class BackupError(Exception):
    """A backup could not be made, or cannot be restored; nothing that was there before was changed."""
