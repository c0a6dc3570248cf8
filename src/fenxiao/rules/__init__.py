"""Rules (规则): plans as data, the terms they leave, and what refunds leave of those.

Source: docs/rules/plan.md.
"""
