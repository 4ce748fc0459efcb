"""Signed words to the Trygg of an office next door, over the route of webhooks."""
