"""What several tests of metadata take."""

from __future__ import annotations

import made_photos
import malformed_packets
import pytest


@pytest.fixture(scope="session", params=made_photos.CONTAINERS)
def container(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """Suffix and bytes of a file that holds a good packet."""
    suffix, make = made_photos.CONTAINERS[request.param]
    return suffix, make(malformed_packets.GOOD.encode())
