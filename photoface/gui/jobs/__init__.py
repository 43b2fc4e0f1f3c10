"""Long jobs in the worker process: their bar, their messages, and the files that failed."""
