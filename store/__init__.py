"""The published database: its tables, its one writer, read-only access, and the queries that several pages share."""
