"""The shell: broker, store, screens and calls, around the alarm's own pure core."""
