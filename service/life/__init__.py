"""The life of a plan's versions: who approved, what the safety representative said, which one holds. Pure."""
