"""LoRaWAN devices behind a ChirpStack network server."""
