"""The way to addresses that somebody wrote down: one place decides where Trygg's own questions may go."""
