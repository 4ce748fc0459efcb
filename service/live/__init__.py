"""What screens see: entries rendered per audience, boards, resumption, and the way to every socket."""
