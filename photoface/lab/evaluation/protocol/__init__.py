"""Fitting and reporting on different people: labelled sets, folds of people, and what is fitted on them."""
