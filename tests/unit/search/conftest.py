from __future__ import annotations

from collections.abc import Iterator

import pytest
from search_library import Searched, make_searched


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    """Read only: made once for all tests."""
    made = make_searched(tmp_path_factory.mktemp("searched"))
    yield made
    made.library.close()
