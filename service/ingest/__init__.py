"""Signals in: the MQTT sessions, the broker that Trygg runs itself, and the intake of presses."""
