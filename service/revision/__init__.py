"""The yearly revision of the plan with the staff: who took part, what was said, what was decided. Pure."""
