"""The scan: discover, decode, detect, align, embed, store."""
