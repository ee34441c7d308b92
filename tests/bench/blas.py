"""Which matrix product NumPy uses here: the library, the kernel it chose for this processor, and its threads."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

# Builds of OpenBLAS put something before and after the names of their functions.
_AFFIXES = [(before, after) for before in ("scipy_", "") for after in ("64_", "")]


def described() -> str:
    """One line, such as `scipy-openblas 0.3.31, kernel SkylakeX, threads 1`."""
    config: Any = np.__config__.CONFIG["Build Dependencies"]
    blas = config["blas"]
    said = f"NumPy {np.__version__} with {blas['name']} {blas['version']}"
    corename, threads = _function("openblas_get_corename"), _function("openblas_get_num_threads")
    if corename is None or threads is None:
        return f"{said}, kernel and threads unknown"
    corename.restype = ctypes.c_char_p
    return f"{said}, kernel {corename().decode()}, threads {threads()}"


def _function(name: str) -> Any:
    """The function of the OpenBLAS that NumPy has loaded, or None where it uses another library."""
    for library in _libraries():
        for before, after in _AFFIXES:
            found: Callable[[], Any] | None = getattr(library, f"{before}{name}{after}", None)
            if found is not None:
                return found
    return None


def _libraries() -> list[ctypes.CDLL]:
    """What lies beside the package, where wheels keep their libraries; loading it again gives the loaded one."""
    package = Path(np.__file__).parent
    folders = [package.parent / "numpy.libs", package / ".dylibs"]
    return [
        ctypes.CDLL(os.fspath(path))
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if "openblas" in path.name
    ]
