"""Who is this face: one state of all faces, one choice of exemplars, one distance and one limit for all who ask.

`recognition` keeps the state, `state` scores it by `person_distance`, `questions` asks, `grouping` groups the rest.
"""
