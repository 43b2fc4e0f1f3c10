"""From embeddings to groups: arrays in, arrays out; NumPy and SciPy only, never torch.

`group_faces` is the way in; `agglomerative` and `density_clustering` are the two methods.
"""
