"""Geography without a network: the nearest town of a position, towns by name, countries' outlines, clusters of points.

`place_table` names positions and finds names. `map_outlines` has the countries' shapes. `projection` and
`point_clusters` turn positions into what a map draws.
"""
