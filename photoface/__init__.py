"""PhotoFace: a private desktop photo organizer that turns folders of photos into people."""

__version__ = "0.1.0"
