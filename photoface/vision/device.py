"""Chooses a network's device (CPU, CUDA, MPS) and, by measuring speed and accuracy, its number format.

It also chooses the number format for training, and sends pixels to a device.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

import torch

from photoface.errors import UserFacingError
from photoface.vision.resampling import for_torch
from photoface.vision.torch_threads import map_single_threaded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from photoface.vision.protocols import Pixels

PROBE_RUNS: Final = 8
"""Timed runs per number format; the fastest counts, since noise only slows. With two, one trial in twenty of the
detector's short runs chose wrongly on a busy machine; with eight none did."""

PROBE_SECONDS: Final = 0.1
"""After this time two runs, which then are long ones, are enough."""

PROBE_SPEEDUP: Final = 1.15
"""A coarser format must be this much faster; less is within the noise of so short a measurement."""

PROBE_TOLERANCE: Final = 0.14
"""Maximum relative error of a row in a coarser format. An embedding then has a cosine distance of .01 to the exact one;
same and different people differ by .086."""


def choose_device(setting: str) -> torch.device:
    """The device of a setting: `auto` prefers CUDA to Apple's MPS to the CPU.

    Raises:
        UserFacingError: the named device is not available.
    """
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if setting == "auto":
        return torch.device(next(name for name, there in present.items() if there))
    if setting not in present:
        raise UserFacingError(f"There is no device called {setting}.", "Choose auto, cuda, mps or cpu.")
    if not present[setting]:
        raise UserFacingError(f"This computer offers no {setting} device to run models on.", "Set the device to auto.")
    return torch.device(setting)


def coarser_format(device: torch.device) -> torch.dtype | None:
    """The number format to try beside float32 on this device, None if there is none.

    Without bfloat16 instructions a CPU emulates the format many times slower.
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "cpu" and _processor_has_bfloat16():
        return torch.bfloat16
    return None


def training_format(device: torch.device) -> torch.dtype:
    """bfloat16 where the device computes in it. float16 would need scaled gradients and is not used."""
    coarser = coarser_format(device)
    return torch.bfloat16 if coarser is torch.bfloat16 else torch.float32


def _processor_has_bfloat16() -> bool:
    checks = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(check is not None and check() for check in checks)


def sent(pixels: Pixels, device: torch.device) -> Tensor:
    """Pixels on a device, as uint8."""
    tensor = torch.from_numpy(for_torch(pixels))
    if device.type != "cuda":
        return tensor.to(device)
    # From page-locked memory the CPU need not wait for the transfer.
    return tensor.pin_memory().to(device, non_blocking=True)


def choose_format(
    prepare: Callable[[torch.dtype], Callable[[], Tensor]],
    device: torch.device,
    others: Sequence[torch.dtype] = (),
) -> torch.dtype:
    """float32, or a coarser format where that is faster on this device and gives the same result; the fastest of them.

    Measured on one thread, as networks run here, and by the time of that thread.

    Args:
        prepare: gives, for a format, a function that computes one fixed batch in it: (rows, values) float32.
        others: formats to try beside the device's coarser one.
    """
    best = torch.float32
    for tried in (coarser_format(device), *others):
        if tried is not None:
            (better,) = map_single_threaded(partial(_is_better, prepare, device, best), [tried])
            best = tried if better else best
    return best


@torch.inference_mode()
def _is_better(
    prepare: Callable[[torch.dtype], Callable[[], Tensor]],
    device: torch.device,
    best: torch.dtype,
    coarser: torch.dtype,
) -> bool:
    """Whether a format is faster than the best one until now, and gives what float32 gives."""
    run_best = prepare(best)
    exact = (run_best if best is torch.float32 else prepare(torch.float32))()
    try:
        run_coarser = prepare(coarser)
        approximate = run_coarser()
    except (RuntimeError, AttributeError, TypeError):
        # torch and oneDNN can disagree about the processor; then oneDNN raises. Operators that torch keeps for itself
        # may be missing from another version of it, or have other arguments there.
        return False
    pairs: list[tuple[float, float]] = []
    while len(pairs) < 2 or (len(pairs) < PROBE_RUNS and sum(map(sum, pairs)) < PROBE_SECONDS):
        # In turns, so that other load affects both alike.
        pairs.append((_seconds(run_best, device), _seconds(run_coarser, device)))
    best_seconds, seconds = (min(times) for times in zip(*pairs, strict=True))
    # Also false for NaN.
    agrees = bool(((approximate - exact).norm(dim=1) <= PROBE_TOLERANCE * exact.norm(dim=1)).all())
    return agrees and seconds * PROBE_SPEEDUP < best_seconds


def _seconds(run: Callable[[], Tensor], device: torch.device) -> float:
    clock = time.thread_time if device.type == "cpu" else time.perf_counter
    _finish(device)
    start = clock()
    run()
    _finish(device)
    return clock() - start


def _finish(device: torch.device) -> None:
    """Wait until an accelerator has finished its queue; the CPU has none."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
