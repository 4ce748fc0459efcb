"""Invented devices: pendants that are told something (scenario, publisher), and fleets of all families (fleet)."""
