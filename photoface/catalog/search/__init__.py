"""The search language: grammar, tree, what words mean, SQL, explanation, completion."""

from photoface.catalog.search.execute import photos_with as photos_with
