"""The demo album: a small folder of photos of two people, generated from two public-domain portraits."""

from photoface.demo.album import Labelled, build

__all__ = ["Labelled", "build"]
