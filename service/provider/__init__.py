"""Logging in through the agency's identity provider (OpenID Connect). Nothing of it is on the way of an alarm."""
