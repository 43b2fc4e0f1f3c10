"""The field's measures: LFW verification and clustering scores."""
