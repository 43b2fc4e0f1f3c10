"""The networks arranged for speed against the package's own modules."""

from __future__ import annotations

import pytest
import torch
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet

from photoface.vision.mtcnn_networks import (
    CandidateNetwork,
    ProposalNetwork,
    _package_weights,
    output_network,
    refinement_network,
)

PROCESSOR = torch.device("cpu")


def package_network(kind: type[torch.nn.Module], file_name: str) -> torch.nn.Module:
    network = kind(pretrained=False)
    network.load_state_dict(dict(_package_weights(file_name, PROCESSOR)))
    return network.eval()


def pictures(*shape: int) -> torch.Tensor:
    return torch.randint(0, 256, (*shape, 3), generator=torch.Generator().manual_seed(3)).float()


def scaled(seen: torch.Tensor) -> torch.Tensor:
    return ((seen - 127.5) / 128).permute(0, 3, 1, 2)


@pytest.mark.parametrize("size", [(12, 12), (13, 15), (15, 12), (50, 41)], ids=str)
@torch.inference_mode()
def test_every_place_is_seen_as_by_the_package(size: tuple[int, int]) -> None:
    seen = pictures(1, *size)
    shifts, certainties = package_network(PNet, "pnet.pt")(scaled(seen))
    network = ProposalNetwork(PROCESSOR)
    features = network.features(seen)
    assert torch.allclose(network.logits(features).sigmoid(), certainties[:, 1], atol=1e-5)
    assert torch.allclose(network.shifts(features[0, 0, 0]), shifts[0, :, 0, 0], atol=1e-5)
    assert features.shape[1:3] == certainties.shape[2:]


@pytest.mark.parametrize(
    ("network", "kind", "file_name", "side"),
    [(refinement_network(PROCESSOR), RNet, "rnet.pt", 24), (output_network(PROCESSOR), ONet, "onet.pt", 48)],
    ids=["refinement", "output"],
)
@torch.inference_mode()
def test_candidates_are_seen_as_by_the_package(
    network: CandidateNetwork, kind: type[torch.nn.Module], file_name: str, side: int
) -> None:
    seen = pictures(5, side, side)
    *others, certainties = package_network(kind, file_name)(scaled(seen))
    outputs = network(seen)
    assert outputs.shape == (5, network.outputs)
    assert torch.allclose(outputs[:, 0], certainties[:, 1], atol=1e-5)
    assert torch.allclose(outputs[:, 1:], torch.cat(others, dim=1), atol=1e-5)
