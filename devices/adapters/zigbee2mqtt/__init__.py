"""Zigbee buttons, alarm buttons, sirens, plugs and locks, heard through Zigbee2MQTT."""
