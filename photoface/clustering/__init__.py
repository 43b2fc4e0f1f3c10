"""Clusters face embeddings into groups: arrays in, arrays out; NumPy and SciPy only, never torch.

`group_faces` is where to begin; `agglomerative` and `density_clustering` are its two methods, `neighbours` finds the
nearest faces for both, `assignment` adds new faces to existing groups, and `tsne_layout` computes the map of faces.
"""
