"""The example host on real databases: crashes, races, load; needs a PostgreSQL server."""
