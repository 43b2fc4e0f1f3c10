"""From embeddings to groups: arrays in, arrays out; NumPy, SciPy and usearch only, never torch."""
