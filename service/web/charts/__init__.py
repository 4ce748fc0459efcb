"""Charts as SVG from pure functions."""
