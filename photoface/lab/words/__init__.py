"""FaceNet's triplets on a thesaurus: trains the word vectors with which tags are searched."""
