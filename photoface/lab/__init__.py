"""Research that no other package imports: evaluation, simulated users, training, word vectors, map data.

The terminal finds its commands by entry points.
"""
