"""Who is this face: one state of all faces, one choice of exemplars, one distance and one limit for all who ask."""
