"""Measurements on labelled photos: verification, detection, clustering, identification, simulated users."""
