"""The one facade over a catalog for window, terminal and worker: a manager for each subject, and commands.

`commands` has all that a user can decide, `handlers` what each does, `history` carries them out and undoes them.
"""
