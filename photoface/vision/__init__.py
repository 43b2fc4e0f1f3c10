"""Detector, alignment, embedders, quality, model registry and weights. Importing the package imports no torch."""
