# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads ``packaging/catalogue.py``, which belongs to no package."""

import importlib.util
from types import ModuleType

from tests.house.checkout import ROOT


def catalogue_script() -> ModuleType:
    """Give the script as a module."""
    spec = importlib.util.spec_from_file_location(
        "packaging_catalogue", ROOT / "packaging" / "catalogue.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
