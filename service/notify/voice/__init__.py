"""Telephone calls over 46elks."""
