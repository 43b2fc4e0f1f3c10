"""The networks arranged for speed against the package's own modules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet

from photoface.vision.device import coarser_format
from photoface.vision.mtcnn_networks import (
    CandidateNetwork,
    ProposalNetwork,
    _package_weights,
    output_network,
    refinement_network,
)

PROCESSOR = torch.device("cpu")

FORMATS = [
    pytest.param(torch.float32, 1e-5, id="float32"),
    pytest.param(
        torch.bfloat16,
        0.03,
        id="bfloat16",
        marks=pytest.mark.skipif(
            coarser_format(PROCESSOR) is None, reason="this processor has no instructions for bfloat16"
        ),
    ),
]


def package_network(kind: type[torch.nn.Module], file_name: str) -> torch.nn.Module:
    network = kind(pretrained=False)
    network.load_state_dict(dict(_package_weights(file_name, PROCESSOR)))
    return network.eval()


def pictures(count: int, height: int, width: int) -> torch.Tensor:
    return torch.randint(0, 256, (count, 3, height, width), generator=torch.Generator().manual_seed(3)).float()


def scaled(seen: torch.Tensor) -> torch.Tensor:
    return (seen - 127.5) / 128


@pytest.mark.parametrize(("number_format", "tolerance"), FORMATS)
@pytest.mark.parametrize("size", [(12, 12), (13, 15), (15, 12), (50, 41)], ids=str)
@torch.inference_mode()
def test_every_place_is_seen_as_by_the_package(
    size: tuple[int, int], number_format: torch.dtype, tolerance: float
) -> None:
    seen = pictures(1, *size)
    shifts, certainties = package_network(PNet, "pnet.pt")(scaled(seen))
    outputs = ProposalNetwork(PROCESSOR, number_format)(seen[0])
    assert torch.allclose(outputs[0].sigmoid(), certainties[0, 1], atol=tolerance)
    assert torch.allclose(outputs[1:], shifts[0], atol=tolerance)


@torch.inference_mode()
def test_whole_pixels_are_seen_as_fractional_ones() -> None:
    seen = pictures(1, 40, 40)[0]
    network = ProposalNetwork(PROCESSOR)
    assert torch.equal(network(seen.to(torch.uint8)), network(seen))


@pytest.mark.parametrize(("number_format", "tolerance"), FORMATS)
@pytest.mark.parametrize(
    ("make", "kind", "file_name", "side"),
    [(refinement_network, RNet, "rnet.pt", 24), (output_network, ONet, "onet.pt", 48)],
    ids=["refinement", "output"],
)
@torch.inference_mode()
def test_candidates_are_seen_as_by_the_package(
    make: Callable[..., CandidateNetwork],
    kind: type[torch.nn.Module],
    file_name: str,
    side: int,
    number_format: torch.dtype,
    tolerance: float,
) -> None:
    seen = pictures(5, side, side)
    *others, certainties = package_network(kind, file_name)(scaled(seen))
    network = make(PROCESSOR, number_format)
    outputs = network(seen)
    assert outputs.shape == (5, network.outputs)
    assert torch.allclose(outputs[:, 0], certainties[:, 1], atol=tolerance)
    assert torch.allclose(outputs[:, 1:], torch.cat(others, dim=1), atol=tolerance)


@torch.inference_mode()
def test_a_candidate_is_seen_alike_among_others_and_alone() -> None:
    seen = pictures(9, 24, 24)
    network = refinement_network(PROCESSOR)
    together = network(seen)
    for index in range(9):
        assert torch.allclose(network(seen[index : index + 1])[0], together[index], atol=1e-5)
