"""The rules that a plan is checked by: one small function for each; its docstring is what the user reads."""
