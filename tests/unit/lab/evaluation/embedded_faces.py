"""Faces for the measurements' tests: embeddings in a plane, boxes in the middle."""

from __future__ import annotations

import numpy as np

from photoface.geometry import Box
from photoface.lab.evaluation.embedded_faces import EmbeddedFace


def face_at(degrees: float, *, frontality: float = 1.0, box: Box | None = None) -> EmbeddedFace:
    """A face whose embedding points this way."""
    angle = np.radians(degrees)
    embedding = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return EmbeddedFace(box or Box(0.25, 0.25, 0.5, 0.5), embedding, frontality=frontality)
