"""Named fakes that implement the same protocols as the real parts, so that a whole scan runs in milliseconds.

Nothing else about a scan is fake. Each module loads no more than its room: tests of photos need no catalog.
"""
