"""Evaluation that fits constants on some people and reports on others: labelled sets, folds, fitting, scores."""
