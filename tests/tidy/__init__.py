"""Tests on the house itself."""
