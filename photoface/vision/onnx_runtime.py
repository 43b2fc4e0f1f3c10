"""Opens networks in ONNX files with onnxruntime, which is optional: only functions of this module import it.

Importing this module loads neither onnxruntime nor torch.
"""

from __future__ import annotations

import functools
import importlib.util
import os
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, Protocol

from photoface.errors import UserFacingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ARCHITECTURE: Final = "onnx"
"""`ModelSpec.architecture` of models that onnxruntime runs."""

PACKAGE: Final = "onnxruntime"

PROVIDERS: Final = {"cuda": "CUDAExecutionProvider", "mps": "CoreMLExecutionProvider"}
"""What onnxruntime calls the devices of our setting, those of `auto` in this order before the processor."""

PROCESSOR: Final = "CPUExecutionProvider"

SILENT: Final = 4
"""onnxruntime's log level of fatal errors only; what goes wrong is raised as well."""


class Session(Protocol):
    """The part of `onnxruntime.InferenceSession` that is used here."""

    def get_inputs(self) -> Any: ...

    def get_providers(self) -> list[str]: ...

    def run(self, outputs: list[str] | None, inputs: dict[str, NDArray[np.float32]]) -> Any: ...


def is_available() -> bool:
    """Whether onnxruntime is installed; does not import it."""
    return importlib.util.find_spec(PACKAGE) is not None


def require_runtime() -> None:
    """Refuse to go on without onnxruntime.

    Raises:
        UserFacingError: it is not installed.
    """
    if not is_available():
        raise UserFacingError(
            "This model needs the package onnxruntime, which is not installed.",
            'Install it with `pip install "photoface[onnx]"`.',
        )


def choose_provider(setting: str, available: Collection[str]) -> str:
    """onnxruntime's name of the device that a setting means.

    Args:
        setting: `auto`, `cpu`, `cuda` or `mps`.
        available: what the installed onnxruntime was built with.

    Raises:
        UserFacingError: it was not built for the device that the setting names.
    """
    if setting == "auto":
        return next((name for name in PROVIDERS.values() if name in available), PROCESSOR)
    provider = PROVIDERS.get(setting, PROCESSOR)
    if provider not in available:
        raise UserFacingError(
            f"The installed onnxruntime cannot use the device {setting}.",
            "Install the onnxruntime for it (for CUDA: onnxruntime-gpu), or set the device to auto.",
        )
    return provider


def available_providers() -> list[str]:
    """The devices that the installed onnxruntime was built for, by its names."""
    found: list[str] = _runtime().get_available_providers()
    return found


def open_session(network: bytes, provider: str = PROCESSOR, *, sizes_vary: bool = False) -> Session:
    """A network that is ready to run, on one thread per call. Calls from several threads run side by side.

    Args:
        network: a whole ONNX file. A path would let it name other files that hold its weights.
        provider: onnxruntime's name of the device; it goes on with the processor for what the device cannot do.
        sizes_vary: whether inputs are of many sizes. A plan of the memory for each of them would stay in memory.

    Raises:
        Exception: one of `runtime_errors`, of a network that is damaged or has unknown operators.
    """
    runtime = _runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = SILENT
    options.enable_mem_pattern = not sizes_vary
    providers = list(dict.fromkeys((provider, PROCESSOR)))
    session: Session = runtime.InferenceSession(network, options, providers=providers)
    return session


@functools.cache
def runtime_errors() -> tuple[type[Exception], ...]:
    """What onnxruntime raises: classes of its own with no common one, and Python's for inputs of a wrong type."""
    _runtime()
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = [each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception)]
    return (*own, RuntimeError, ValueError, TypeError)


@functools.cache
def _runtime() -> Any:
    # Else Microsoft's builds make a number for this computer and send usage data to Microsoft. Builds for Linux and
    # macOS look at the variable when they are loaded, and send even what came before the call below; it is for Windows.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(SILENT)
    return onnxruntime
