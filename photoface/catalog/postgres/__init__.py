"""A catalog on a PostgreSQL server, which several computers use at once; the extra `photoface[postgres]`.

Nothing here is imported unless such a catalog is opened.
"""
