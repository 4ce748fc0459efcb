"""Meshtastic: radios that pass messages on from one to the next, with a gateway to MQTT."""
