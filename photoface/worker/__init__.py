"""Runs long jobs (scan, regrouping, learning, writing) in a process of their own, so that a crash does not end the
window.
"""
