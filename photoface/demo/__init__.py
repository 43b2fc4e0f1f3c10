"""The demo: a small library of photos of two people, made on the spot from two public-domain portraits."""

from photoface.demo.album import Labelled, build

__all__ = ["Labelled", "build"]
