"""Decides who a face is: one state of all faces, one choice of exemplars, one distance and one limit, for every caller.

`recognition` keeps the current state, `state` computes it, `suggestions` and `questions` read it for pages and review,
`grouping` places the faces that have no name.
"""
