"""Periods (周期结算): counting the sales of a period, and booking what its rules pay.

Source: docs/rules/periods.md.
"""
