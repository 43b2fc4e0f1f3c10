"""How likely a face is a person: pure NumPy, arrays in and arrays out, without catalog and without torch."""
