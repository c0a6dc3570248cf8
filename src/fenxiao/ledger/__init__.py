"""The ledger (账本): accounts, templates, entries, balances.

Source: docs/postings.md.
"""
