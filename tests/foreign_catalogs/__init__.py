"""One made library, written as the catalog of each program whose catalogs are read."""
