"""FaceNet's method (architectures, triplet loss, mining, training), and learning from the user's answers.

`trainer` trains a network, from nothing or from the default model's weights (`tuned_resnet`); `personal_tuning` learns
from the user's own answers; `word_table` reads the trained word vectors.
"""
