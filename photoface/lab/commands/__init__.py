"""The research commands: `photoface evaluate` and `photoface train`."""
