"""What every LoRaWAN network has in common: profiles of devices as data, and how an uplink is read by them."""
