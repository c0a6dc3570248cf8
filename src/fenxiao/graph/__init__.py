"""People (人): who brought whom in, and what follows from it for him.

Source: docs/relations.md.
"""
