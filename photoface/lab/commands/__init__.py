"""The research commands of the terminal: `photoface evaluate` and `photoface train`, a module for each subcommand."""
