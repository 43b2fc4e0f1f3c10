"""Research that the product never imports: evaluation, simulated users, training, word vectors, map data."""
