"""Invented pendants: how they behave (scenario) and their connection to a broker (publisher)."""
