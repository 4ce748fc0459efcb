"""Privacy by construction: what is stored and for how long, what is erased, who has looked, and what nobody writes."""
