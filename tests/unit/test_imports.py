"""What loading each part brings along: no Qt outside the window, no torch outside the models, and no circles."""

from __future__ import annotations

import graphlib
import pkgutil
import subprocess
import sys

import grimp

import photoface

WINDOW = ("PySide6", "qtawesome", "qtpy")
EXTRAS = ("onnxruntime", "onnx", "dask", "distributed", "psycopg", "pgvector", "matplotlib", "skimage", "pooch")
SERVERS = "photoface.catalog.postgres"
"""Imported where a catalog is on a server."""

NEED_TORCH = ("photoface.lab", "photoface.learning", "photoface.vision")


def _modules() -> list[str]:
    found = [module.name for module in pkgutil.walk_packages(photoface.__path__, "photoface.")]
    return [name for name in found if not name.startswith("photoface.gui") and ".migrations." not in name]


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True)


def test_everything_but_the_window_loads_without_qt_and_the_extras() -> None:
    names = [name for name in _modules() if not name.startswith(("photoface.__main__", SERVERS))]
    _run(
        "import importlib, sys\n"
        f"for name in {(*WINDOW, *EXTRAS)!r}: sys.modules[name] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )


def test_no_source_is_read_when_the_windows_parts_are_imported() -> None:
    """PySide6 would read the source of each module that is imported after it, and Python would keep all of it."""
    _run(
        "import linecache, sys\n"
        "from photoface.gui.process import prepare\n"
        "prepare()\n"
        "import photoface.gui.main_window\n"
        "assert 'PySide6.QtWidgets' in sys.modules\n"
        "assert not [path for path in linecache.cache if path.endswith('.py') and 'photoface' in path]\n"
    )


def test_the_window_is_painted_before_sqlalchemy_numpy_and_pillow_are_loaded() -> None:
    _run(
        "import sys\n"
        "from photoface.assembly import default_catalog\n"
        "from photoface.gui.process import prepare\n"
        "prepare()\n"
        "import photoface.gui.main_window\n"
        "loaded = {'sqlalchemy', 'numpy', 'PIL', 'photoface.library.library'} & sys.modules.keys()\n"
        "assert not loaded, loaded\n"
    )


def test_no_torch_comes_with_anything_but_the_models() -> None:
    names = [name for name in _modules() if not name.startswith((*NEED_TORCH, "photoface.__main__"))]
    _run(
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "heavy = {'torch', 'torchvision', 'facenet_pytorch', 'onnxruntime', 'hdbscan', 'sklearn'}\n"
        "loaded = heavy & sys.modules.keys()\n"
        "assert not loaded, loaded\n"
    )


def test_research_is_loaded_by_its_own_commands_alone() -> None:
    names = [name for name in _modules() if not name.startswith(("photoface.lab", "photoface.__main__"))]
    _run(
        "import contextlib, importlib, io, sys\n"
        "from photoface.cli.application import run\n"
        "with contextlib.redirect_stdout(io.StringIO()) as told: code = run(['--help'])\n"
        "assert code == 0 and {'evaluate', 'train', 'scan'} <= set(told.getvalue().split())\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "assert not [name for name in sys.modules if name.startswith('photoface.lab')]\n"
    )


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for type checkers count too: each module can be read, and moved, before those that use it."""
    graph = grimp.build_graph("photoface", cache_dir=None, exclude_type_checking_imports=False)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    # It raises a CycleError that names the modules.
    graphlib.TopologicalSorter(imported).prepare()
