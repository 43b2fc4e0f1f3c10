"""FaceNet's learning: triplet loss, mining, curriculum, architectures and the trainer."""
