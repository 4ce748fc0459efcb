"""Bytes to signals: what a device said, in Trygg's own words; pure."""
