"""From embeddings to groups: arrays in, arrays out; NumPy and SciPy only, never torch."""
