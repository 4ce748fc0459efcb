"""The alarm's pure core: commands in, events out, state from events, intents from events."""
