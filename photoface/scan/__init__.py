"""From photo files to stored faces: discover, identify, decode, detect, embed, store."""
