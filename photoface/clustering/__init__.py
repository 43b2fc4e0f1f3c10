"""Clusters face embeddings into groups: arrays in, arrays out; NumPy and SciPy only, never torch.

`group_faces` is where to begin; `agglomerative`, `density_clustering` and `kmeans_clustering` are its methods,
`neighbours` finds the nearest faces, `assignment` adds new faces to existing groups, and `tsne_layout` computes the map
of faces.
"""
