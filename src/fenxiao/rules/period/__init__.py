"""Period rules (周期规则): what is paid for a whole period's sales, decided when it closes.

Source: docs/rules/periods.md.
"""
