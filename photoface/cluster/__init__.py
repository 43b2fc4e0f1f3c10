"""Scans with the help of other computers: a Dask cluster reads, decodes, detects and embeds; this computer stores."""
