"""Settlement (结算): the conductor between events and what is stored.

Source: docs/contract.md.
"""
