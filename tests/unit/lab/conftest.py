"""One thread for all tests of learning, and the `photoface` command."""

from command import photoface  # noqa: F401
from one_thread import one_thread  # noqa: F401
