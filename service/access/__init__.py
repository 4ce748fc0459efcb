"""Who may do what: accounts, screens, phones and tokens, and the rights each of them has."""
