from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch.nn import functional

from photoface.vision import embedder
from photoface.vision.alignment import DLIB_150, align
from photoface.vision.dlib_resnet import DlibResNet, normalised
from photoface.vision.dlib_weights import read_dlib_weights
from photoface.vision.embedder import TorchEmbedder
from photoface.vision.model_registry import DLIB_RESNET
from photoface.vision.model_store import ModelStore
from photoface.vision.protocols import Pixels
from photoface.vision.quantized_convolution import LARGEST_PAIR, STEPS, QuantizedConvolution, quantized
from photoface.vision.quantized_resnet import QuantizedResNet

pytestmark = pytest.mark.skipif(
    not hasattr(torch.ops.onednn, "qconv_pointwise"), reason="this version of torch has no such operator"
)

PROCESSOR = torch.device("cpu")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> DlibResNet:
    path = ModelStore(tmp_path_factory.mktemp("models")).path_of(DLIB_RESNET)
    return DlibResNet.from_weights(read_dlib_weights(path))


def made(
    network: DlibResNet,
    number_format: torch.dtype | None,
    quantized: Callable[[], embedder.Network] | None = None,
) -> TorchEmbedder:
    return TorchEmbedder(
        DLIB_RESNET,
        network,
        lambda photo, face: align(photo, face, DLIB_150),
        normalised,
        PROCESSOR,
        mirror=True,
        number_format=number_format,
        quantized=quantized or (lambda: QuantizedResNet(network)),
    )


def test_embeds_faces_as_in_float32(network: DlibResNet, astronaut: Pixels, grace_hopper: Pixels) -> None:
    crops = [astronaut[:150, 150:300], grace_hopper[100:250, 150:300], astronaut[20:170, 140:290]]
    exact = made(network, torch.float32).embed(crops)
    whole = made(network, torch.uint8).embed(crops)
    assert ((exact * whole).sum(axis=1) > 0.999).all()


def test_an_embedding_does_not_depend_on_the_batch(network: DlibResNet, astronaut: Pixels) -> None:
    crops = [astronaut[:150, 150:300], astronaut[200:350, 150:300]]
    whole = made(network, torch.uint8)
    assert whole.embed(crops * 20)[0] == pytest.approx(whole.embed(crops[:1])[0], abs=1e-5)


def test_a_torch_without_the_operators_computes_in_floating_point(network: DlibResNet) -> None:
    def missing() -> embedder.Network:
        raise AttributeError("'_OpNamespace' 'onednn' object has no attribute 'qconv_prepack'")

    assert made(network, None, missing).number_format is not torch.uint8


def test_wrong_whole_numbers_are_not_taken(network: DlibResNet) -> None:
    right = QuantizedResNet(network)
    assert made(network, None, lambda: lambda pictures: right(pictures).flip(1)).number_format is not torch.uint8


@pytest.mark.parametrize(
    ("stride", "padding", "side", "channels"), [(1, 1, 17, 64), (2, 0, 35, 32), (2, 0, 21, 3)], ids=str
)
@torch.inference_mode()
def test_convolution_is_exact_but_for_rounding(stride: int, padding: int, side: int, channels: int) -> None:
    """Also where processors without VNNI add two products in 16 bits: pictures of white, filters of one sign."""
    noise = torch.Generator().manual_seed(0)
    weight = torch.randn(32, channels, 3, 3, generator=noise)
    weight[::3] = weight[::3].abs()
    weight[1::3] = 1
    # A large weight beside a small one in each pair.
    weight[1::3, 1::2] = 0.01
    bias, mean = torch.randn(32, generator=noise), torch.full((channels,), 0.0 if padding else 100.0)
    pictures = torch.full((4, channels, side, side), STEPS, dtype=torch.uint8)
    pictures[0] = torch.randint(0, 256, pictures.shape[1:], generator=noise, dtype=torch.uint8)
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    whole, steps = quantized(weight)
    exact = functional.conv2d(
        (pictures - mean[:, None, None]).double() / 100,
        (whole * steps[:, None, None, None]).double(),
        bias.double(),
        stride,
        padding,
    )
    scale = float(exact.max()) / STEPS
    convolution = QuantizedConvolution(
        weight, bias, input_scale=0.01, scale=scale, stride=stride, padding=padding, input_mean=mean
    )
    assert (convolution(pictures) - (exact / scale).clamp(min=0)).abs().max() < 0.51


def test_neighbouring_weights_fit_into_sixteen_bits() -> None:
    weight = torch.randn(64, 32, 3, 3, generator=torch.Generator().manual_seed(0))
    whole, steps = quantized(weight)
    pairs = whole.unflatten(1, (-1, 2))
    for part in (pairs.clamp(min=0), -pairs.clamp(max=0)):
        assert part.sum(dim=2).max() <= LARGEST_PAIR + 1
    assert torch.allclose(whole * steps[:, None, None, None], weight, atol=float(steps.max()) / 2)


def test_a_filter_of_zeros_stays_zero() -> None:
    whole, steps = quantized(torch.zeros(4, 3, 2, 2))
    assert not whole.any()
    assert steps.isfinite().all()
