"""Importers of other programs' catalogs: one module for each program, each with `read(path) -> ForeignCatalog`.

The other modules open databases and dumps, and convert their values. A catalog is read as a private copy or as text,
and never trusted: a wrong type, a missing table or a loop becomes a remark. `library.other_programs` lists all
programs.
"""
