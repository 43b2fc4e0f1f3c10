"""The library's folders in the window: adding, removing, relocating and watching them, and what scans leave out."""
