"""Signed heads of the record: how they are signed and kept, and the ways on which they leave the house."""
