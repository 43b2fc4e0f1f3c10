"""Trains the word vectors with which search finds synonyms of tags: FaceNet's triplet loss, on WordNet."""
