"""What is printed of a plan: role cards to cut out, and a wall plan for when the screens are dark."""
