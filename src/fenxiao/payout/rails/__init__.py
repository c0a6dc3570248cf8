"""Rails (打款渠道): pure renderers of instructions; nothing is sent from here.

Source: docs/payout.md.
"""
