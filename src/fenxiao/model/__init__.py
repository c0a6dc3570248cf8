"""The model (模型): events, records, keys, decisions and their one encoding.

Source: docs/contract.md.
"""
