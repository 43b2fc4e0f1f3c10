"""The one facade over a catalog, and the commands a user gives it."""
