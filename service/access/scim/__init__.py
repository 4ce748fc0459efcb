"""SCIM 2.0 (RFC 7643, RFC 7644) as far as a directory needs it to look after accounts: pure, JSON values in and out."""
