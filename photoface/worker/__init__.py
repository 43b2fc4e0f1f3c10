"""Runs long jobs (scan, regrouping, learning, writing) in a separate process, whose crash spares the window."""
