"""Measurements of the product on labelled photos: verification, detection, clustering, identification, simulated
users.
"""
