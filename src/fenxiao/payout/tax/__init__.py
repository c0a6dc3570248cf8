"""Tax (税): what is withheld from a payout, by dated tables and by person and month.

Source: docs/tax.md.
"""
