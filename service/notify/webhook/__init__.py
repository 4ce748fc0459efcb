"""Signed HTTP requests to another system."""
