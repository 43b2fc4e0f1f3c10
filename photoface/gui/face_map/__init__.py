"""The page Face map: all faces as points on a plane, similar ones together. `gui.places` has the geographic map."""
