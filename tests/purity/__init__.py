"""Tests that the library does nothing but reckon."""
