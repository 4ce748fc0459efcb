"""Backups: made while the service runs, verified before they count, and restored into an empty place only."""
