"""The viewer: one photo over the whole window, with its faces, an information panel and a filmstrip.

It also compares photos side by side.
"""
