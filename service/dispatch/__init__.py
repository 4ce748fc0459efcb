"""One command, one transaction: load, resolve, decide, write; then tell whoever has to know."""
