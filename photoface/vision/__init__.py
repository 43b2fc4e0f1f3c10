"""Detector, alignment, embedders, quality, model registry and weights. Importing the package imports no torch.

`protocols` declares what a detector and an embedder are, `model_loading` builds them, `model_registry` lists the
models.
"""
