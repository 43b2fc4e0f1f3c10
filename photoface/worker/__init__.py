"""Runs the Library's long jobs in a process of their own."""
