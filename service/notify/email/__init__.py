"""Electronic mail over a mail server."""
