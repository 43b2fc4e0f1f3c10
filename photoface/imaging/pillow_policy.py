"""Sets Pillow's process-wide options: the size limit, TIFF decoding by libtiff, and warnings about odd files.

These three cannot be set per call. libtiff also reads TIFF files without compression, whose 16-bit planes Pillow itself
shows wrong. `warnings.catch_warnings` replaces the filters of all threads, so decoders on several threads would undo
each other; one filter that is added once and never removed is safe.
"""

from __future__ import annotations

import re
import threading
import warnings

from PIL import Image, TiffImagePlugin

_LOCK = threading.Lock()

_DECODER_MODULES = r"(PIL|pi_heif)(\.|$)"


def apply_pillow_policy() -> None:
    """Leave the size limit to `decode`, which checks before it loads, and silence warnings about odd files.

    Cheap, and safe to call from any thread before every use of Pillow: code that replaces the warning filters for a
    while (scikit-learn, pytest) may have dropped ours.
    """
    with _LOCK:
        Image.MAX_IMAGE_PIXELS = None
        TiffImagePlugin.READ_LIBTIFF = True
        wanted = ("ignore", None, Warning, re.compile(_DECODER_MODULES), 0)
        if wanted not in warnings.filters:
            warnings.filterwarnings("ignore", module=_DECODER_MODULES)
