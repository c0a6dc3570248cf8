"""Testing (验证): what proves a policy before anybody is paid by it.

Source: docs/cases.md.
"""
