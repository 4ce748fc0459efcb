"""OwnTracks: telephones that say where they are."""
