"""Cellular pendants and trackers behind Traccar."""
