"""Everything that apprise knows."""
