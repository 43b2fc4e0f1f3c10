"""Clusters face embeddings into groups, and lays faces out as a map: arrays in, arrays out; no torch, no catalog.

`group_faces` is where to begin; `agglomerative`, `density_clustering` and `kmeans_clustering` are its methods,
`neighbours` finds the nearest faces, `assignment` adds new faces to existing groups, and `tsne_layout` computes the map
of faces. `array_file` keeps arrays in a file.
"""
