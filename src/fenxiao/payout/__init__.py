"""Payout (打款): from a wallet to an instruction, and what the rail says of it.

Source: docs/payout.md.
"""
