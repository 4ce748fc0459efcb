"""The JSON API under /api/v1, the stream, and what a machine asks of the service."""
