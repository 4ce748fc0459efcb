"""ESPresense: nodes in rooms that hear Bluetooth beacons."""
