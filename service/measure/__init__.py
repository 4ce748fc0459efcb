"""What somebody is to do until a day: an office's measures after a report, and the tasks of aftercare. Pure."""
