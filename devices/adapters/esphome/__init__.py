"""Devices that somebody built with ESPHome: buttons as binary sensors or events, and whatever they can switch."""
