"""room-assistant: instances in rooms that agree on where a Bluetooth beacon is."""
