"""Text messages over 46elks."""
