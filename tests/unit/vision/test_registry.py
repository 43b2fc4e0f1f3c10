from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import pytest

from photoface.errors import UserFacingError
from photoface.settings import DEFAULT_MODEL
from photoface.vision.model_registry import DLIB_RESNET, ModelRegistry


def test_default_model_is_there_and_needs_no_network() -> None:
    assert ModelRegistry().get(DEFAULT_MODEL).offline


def test_unknown_model_is_told_with_the_names() -> None:
    with pytest.raises(UserFacingError, match="no model called resnet-9000") as caught:
        ModelRegistry().get("resnet-9000")
    for spec in ModelRegistry():
        assert spec.id in caught.value.remedy


def test_an_imported_model_is_added_or_replaces_one_of_the_same_id() -> None:
    added = dataclasses.replace(DLIB_RESNET, id="mine")
    imported = [added]
    registry = ModelRegistry(imported=lambda: imported)
    assert registry.get("mine") is added
    assert len(list(registry)) == len(list(ModelRegistry())) + 1
    imported.append(dataclasses.replace(added, title="Mine"))
    assert registry.get("mine").title == "Mine"
    assert len(list(registry)) == len(list(ModelRegistry())) + 1


@pytest.mark.parametrize("spec", list(ModelRegistry()), ids=lambda spec: spec.id)
def test_thresholds_are_distances_of_unit_vectors_in_order_of_trust(spec) -> None:  # type: ignore[no-untyped-def]
    thresholds = spec.thresholds
    assert 0 < thresholds.assignment < thresholds.suggestion < math.sqrt(2)
    assert thresholds.grouping_large < thresholds.grouping_small


def test_importing_registry_and_weights_loads_no_torch() -> None:
    script = (
        "import sys, photoface.vision, photoface.vision.protocols, photoface.vision.model_registry,"
        " photoface.vision.model_store, photoface.vision.model_loading, photoface.vision.quality,"
        " photoface.vision.alignment;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'torchvision', 'facenet_pytorch')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
