"""The life of a watched meeting: who watches it, until when, whom it asks, and when it becomes an alarm. Pure."""
