"""The search language, from typed text to photo ids: grammar, tree, meaning of words, SQL, explanation and completion.

`execute` runs a search. `grammar` parses it to a `tree`, `free_words` and `resolve` find what its words mean, and
`compile` makes SQL of it.
"""

from photoface.catalog.search.execute import photos_with as photos_with
