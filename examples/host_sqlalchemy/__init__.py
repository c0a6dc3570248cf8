"""A host on a real database: SQLAlchemy 2 on PostgreSQL, or on SQLite without a server."""
