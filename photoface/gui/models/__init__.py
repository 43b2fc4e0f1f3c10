"""Item models over ids, with frozen summaries fetched in pages on demand."""
