"""Bluetooth buttons and beacons behind OpenMQTTGateway or Theengs Gateway."""
