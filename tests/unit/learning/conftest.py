"""One thread for all tests of learning."""

from one_thread import one_thread  # noqa: F401
