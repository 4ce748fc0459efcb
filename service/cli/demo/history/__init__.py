"""`trygg demo --history`: a year of twelve invented offices, on a seed, played through the service's own core."""
