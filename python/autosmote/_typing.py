"""Types that the signatures share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
RandomState: TypeAlias = int | np.random.RandomState | np.random.Generator | None
#: What over-samplers and under-samplers to a number of rows take.
Strategy: TypeAlias = float | str | Mapping[Any, int] | Callable[[Array], Mapping[Any, int]]
#: What cleaning methods take.
CleaningStrategy: TypeAlias = str | list[Any] | Callable[[Array], Mapping[Any, int]]
