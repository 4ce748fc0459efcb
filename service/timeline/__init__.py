"""The office's append-only record: what an entry is, how entries are chained, what can be read from them."""
