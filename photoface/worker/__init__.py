"""Runs long jobs (scan, regrouping, learning, writing) in a separate process, whose crash does not end the program."""
