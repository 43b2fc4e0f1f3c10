"""Research: evaluation, simulated users, training commands and word vectors. The product never imports it."""
