"""Reconciliation (对账): what the statements of banks and rails say beside what we instructed.

Source: docs/reconciliation.md.
"""
