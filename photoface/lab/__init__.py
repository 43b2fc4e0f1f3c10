"""Research code that the product never imports: evaluation, simulated users, training commands, word vectors,
geographic tables.
"""
