"""Widgets that know nothing of pages."""
