"""The only package that speaks SQLite: the published database and its named read-only queries."""
