from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from photoface.learning.loss import Reduction, Triplets, squared_distances, triplet_loss


def drawn(seed: int, faces: int = 12, triplets: int = 30) -> tuple[torch.Tensor, Triplets]:
    generator = torch.Generator().manual_seed(seed)
    points = torch.randn(faces, 4, generator=generator, dtype=torch.float64)
    places = torch.stack([torch.randperm(faces, generator=generator)[:3] for _ in range(triplets)])
    return functional.normalize(points, dim=1), Triplets(*places.unbind(dim=1))


@given(seed=st.integers(0, 10_000), margin=st.floats(0, 2))
def test_the_definition(seed: int, margin: float) -> None:
    embeddings, triplets = drawn(seed)
    hinges = []
    for a, p, n in zip(triplets.anchor, triplets.positive, triplets.negative, strict=True):
        to_positive = ((embeddings[a] - embeddings[p]) ** 2).sum()
        to_negative = ((embeddings[a] - embeddings[n]) ** 2).sum()
        hinges.append(max(float(to_positive - to_negative) + margin, 0.0))
    active = [hinge for hinge in hinges if hinge > 1e-12]
    over_all = triplet_loss(embeddings, triplets, margin, Reduction.ALL)
    over_active = triplet_loss(embeddings, triplets, margin)
    assert over_all.value.item() == pytest.approx(sum(hinges) / len(hinges), abs=1e-10)
    assert over_active.value.item() == pytest.approx(sum(hinges) / max(len(active), 1), abs=1e-10)
    assert over_all.triplets == 30
    assert over_all.active == len(active)


@pytest.mark.parametrize("reduction", Reduction)
def test_gradients(reduction: Reduction) -> None:
    """Through the projection onto the sphere, at a margin at which triplets of both kinds are there."""
    _, triplets = drawn(3)
    points = torch.randn(12, 4, generator=torch.Generator().manual_seed(5), dtype=torch.float64, requires_grad=True)

    def loss(values: torch.Tensor) -> torch.Tensor:
        return triplet_loss(functional.normalize(values, dim=1), triplets, 0.2, reduction).value

    judged = triplet_loss(functional.normalize(points, dim=1), triplets, 0.2, reduction)
    assert 0 < judged.active < judged.triplets
    assert torch.autograd.gradcheck(loss, (points,))


def test_the_gradient_also_off_the_sphere() -> None:
    _, triplets = drawn(8)
    points = torch.randn(12, 4, generator=torch.Generator().manual_seed(6), dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda values: triplet_loss(values, triplets, 0.2).value, (points,))


def test_the_gradient_pulls_the_positive_and_pushes_the_negative() -> None:
    embeddings = functional.normalize(torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.9, -0.4]]), dim=1).requires_grad_()
    one = Triplets(torch.tensor([0]), torch.tensor([1]), torch.tensor([2]))
    triplet_loss(embeddings, one).value.backward()
    assert embeddings.grad is not None
    anchor, positive, negative = embeddings.detach()
    torch.testing.assert_close(embeddings.grad[1], 2 * (positive - anchor), atol=1e-5, rtol=0)
    torch.testing.assert_close(embeddings.grad[2], 2 * (anchor - negative), atol=1e-5, rtol=0)


def test_nothing_to_learn_is_a_zero_with_a_graph() -> None:
    embeddings, _ = drawn(1)
    embeddings.requires_grad_()
    none = torch.empty(0, dtype=torch.int64)
    found = triplet_loss(embeddings, Triplets(none, none, none))
    found.value.backward()
    assert found.value.item() == 0
    assert found.active == 0
    assert embeddings.grad is not None
    assert not embeddings.grad.any()


def test_squared_distances() -> None:
    embeddings, _ = drawn(2, faces=40)
    expected = torch.cdist(embeddings, embeddings) ** 2
    torch.testing.assert_close(squared_distances(embeddings), expected, atol=1e-10, rtol=0)
    assert (squared_distances(embeddings.float()) >= 0).all()
