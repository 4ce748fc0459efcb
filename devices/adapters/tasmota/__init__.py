"""Devices with Tasmota: buttons and switches wired to them, and their relays."""
