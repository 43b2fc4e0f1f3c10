"""FaceNet's learning: triplet loss, mining, curriculum, architectures and the trainer.

`trainer` trains a network; `personal_training` learns from the user's own answers.
"""
