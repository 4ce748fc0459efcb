"""The devices that speak Trygg's own topics."""
