"""Any device that publishes JSON, read by rules an office writes for each topic."""
