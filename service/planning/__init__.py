"""Role plans while they are worked on: what can be said about a text before it is in force."""
