from typing import TypedDict

from ._typing import Array

__version__: str

class Resampled(TypedDict):
    rows: Array
    synthetic: Array
    labels: Array
    sources: Array
    notes: list[str]

def samplers() -> dict[str, dict[str, float | str]]: ...
def resample(
    method: str,
    parameters: dict[str, float | str],
    x: Array,
    labels: Array,
    classes: int,
    nominal: list[int],
    strategy: dict[int, int] | list[int],
    seed: int,
    threads: int,
) -> Resampled: ...
