"""FaceNet's triplets on a thesaurus: vectors in which words of one meaning lie close, for searching tags."""
