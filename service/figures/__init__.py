"""What the record adds up to: an alarm in figures, an office's attention, and what may be told upward. Pure."""
