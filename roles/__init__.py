"""Plan, moment and zone to who does what; pure."""
