"""What an office does beside an alarm, with a life and a due time of its own: the shape that all kinds share. Pure."""
