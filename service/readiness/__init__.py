"""How ready a room or a boundary door is: its approved state, how it was last found, when it is due again. Pure."""
