"""The ways out: how people and centres are reached whom no screen reaches. One folder per channel."""
