"""Exports of the journal (账簿导出): for other programs, each its own text, one set of books.

Source: docs/postings.md, docs/vouchers.md.
"""
