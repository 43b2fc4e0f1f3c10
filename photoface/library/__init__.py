"""The one facade over a catalog, a manager for each subject, and the commands a user gives it.

`commands` has all that a user can decide, `handlers` what each does, `history` carries them out and undoes them.
"""
