"""One folder for each family of devices; the families are strangers to each other."""
