# SPDX-License-Identifier: GPL-3.0-or-later
"""Room for more rows."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)


def longer(array: npt.NDArray[T], size: int, fill: int = 0) -> npt.NDArray[T]:
    """Give the array with rows behind it, ``size`` in all; zeros take up no memory yet.

    Args:
        array: shape (n,).
        size: how long it is to be, at least n.
        fill: what stands in the new rows.
    """
    kind = array.dtype
    whole = np.full(size, fill, kind) if fill else np.zeros(size, kind)
    whole[: len(array)] = array
    return whole
