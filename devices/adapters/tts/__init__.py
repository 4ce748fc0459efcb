"""LoRaWAN devices behind The Things Stack, version 3."""
