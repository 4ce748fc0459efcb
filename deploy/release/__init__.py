"""What makes a release: the changelog's form, the lock, the package built twice, its list of parts, and digests."""
