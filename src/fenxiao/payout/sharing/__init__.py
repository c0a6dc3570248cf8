"""Profit sharing (分账): an order's money is split by the payment service, order by order.

Source: docs/rails/sharing.md.
"""
