"""Puts the parts together into one running node, and takes it apart again."""
