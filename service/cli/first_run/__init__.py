"""The first run: what `trygg init` asks, writes and says."""
