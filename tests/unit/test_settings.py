"""Settings from texts: what fits, what does not, and what happens then."""

from __future__ import annotations

import dataclasses

import pytest

from photoface.errors import UserFacingError
from photoface.settings import DEFAULT_MODEL, Settings, doc_of, parse

NAMES = [field.name for field in dataclasses.fields(Settings)]


def test_defaults_are_within_their_limits() -> None:
    settings = Settings()
    assert settings.model == DEFAULT_MODEL
    for name in NAMES:
        default = getattr(settings, name)
        assert parse(name, str(default)) == default


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert doc_of(name).endswith(".")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("maximum_megapixels", "20", 20),
        ("maximum_megapixels", "2000", 2000),
        ("detection_long_side", " 640 ", 640),
        ("grouping", "hdbscan", "hdbscan"),
        ("device", "cpu", "cpu"),
        ("model", "facenet-vggface2", "facenet-vggface2"),
    ],
)
def test_texts_that_fit(name: str, text: str, value: object) -> None:
    assert parse(name, text) == value
    assert getattr(Settings.from_texts({name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("maximum_megapixels", "19", "maximum_megapixels must be from 20 to 2000, not 19."),
        ("maximum_megapixels", "2001", "maximum_megapixels must be from 20 to 2000, not 2001."),
        ("maximum_megapixels", "many", "maximum_megapixels must be a whole number, not 'many'."),
        ("maximum_megapixels", "", "maximum_megapixels must be a whole number, not ''."),
        ("scan_batch", "2.5", "scan_batch must be a whole number, not '2.5'."),
        ("scan_batch", "0", "scan_batch must be from 1 to 500, not 0."),
        ("device", "abacus", "device must be one of auto, cuda, mps, cpu, not 'abacus'."),
        ("grouping", "", "grouping must be one of average-linkage, hdbscan, k-means, not ''."),
    ],
)
def test_texts_that_do_not_fit(name: str, text: str, sentence: str) -> None:
    with pytest.raises(UserFacingError) as raised:
        parse(name, text)
    assert raised.value.sentence == sentence
    assert getattr(Settings.from_texts({name: text}), name) == getattr(Settings(), name)


def test_one_bad_text_does_not_cost_the_others() -> None:
    settings = Settings.from_texts({"device": "abacus", "scan_batch": "50", "from_the_future": "1"})
    assert settings == dataclasses.replace(Settings(), scan_batch=50)


def test_no_texts_are_the_defaults() -> None:
    assert Settings.from_texts({}) == Settings()


@pytest.mark.parametrize("ask", [doc_of, lambda name: parse(name, "1")])
def test_unknown_names_are_told_the_known(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(UserFacingError, match="There is no setting called colour") as raised:
        ask("colour")
    assert "maximum_megapixels" in raised.value.remedy


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().device = "cpu"  # type: ignore[misc]
