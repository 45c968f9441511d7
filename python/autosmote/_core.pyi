from collections.abc import Callable
from typing import Any, TypedDict

from ._typing import Array

__version__: str

class Findings(TypedDict):
    in_danger: dict[int, Array]
    seeds: dict[int, Array]
    rounds: int
    centroids: Array
    clusters: Array
    inertia: float

class Resampled(TypedDict):
    rows: Array
    synthetic: Array
    labels: Array
    sources: Array
    notes: list[str]
    findings: Findings

class Fit:
    train: Array
    held_out: Array
    majority_weight: float
    minority_weight: float
    sources: Array
    neighbors: Array
    weights: Array
    def cells(self) -> list[Array]: ...

class Placed(TypedDict):
    cells: list[Array]
    lineage: dict[str, Array]
    notes: list[str]

class Fitted(TypedDict):
    cells: list[Array]
    lineage: dict[str, Array]
    history: dict[str, Array]
    policy: str
    weights: bytes
    report: str
    page: str
    threshold: float
    prior_correction: tuple[float, float]
    notes: list[str]
    rows: Array

class Inspected(TypedDict):
    report: str
    text: str
    page: str
    row_types: Array

class Compared(TypedDict):
    runs: dict[str, Any]
    summary: str
    page: str

class Columns:
    def __init__(self) -> None: ...
    def add(
        self, name: str, numbers: Array | None, codes: Array | None, texts: list[str]
    ) -> None: ...

def inspect(columns: Columns, name: str, target: str, call: str, threads: int) -> Inspected: ...
def compare(
    tables: list[tuple[str, Columns]],
    target: str,
    names: dict[str, list[str]],
    call: str,
    imbalance: list[float],
    repeats: int,
    folds: int,
    episodes: int,
    seed: int,
    threads: int,
    progress: Callable[[str, int, int, float, float, float], None] | None,
) -> Compared: ...
def compare_methods() -> list[str]: ...
def classifiers() -> list[str]: ...
def metrics() -> list[str]: ...
def fit(
    columns: Columns,
    names: dict[str, str],
    episodes: int,
    time_limit: float,
    seed: int,
    threads: int,
    progress: Callable[[str, int, int, float, float, float], None] | None,
    splits: list[tuple[Array, Array]],
    estimator: Callable[[list[Fit]], list[tuple[Array, Array, float]]] | None,
    properties: dict[str, Any],
) -> Fitted: ...
def apply_policy(
    columns: Columns,
    policy: str,
    weights: bytes,
    seed: int,
    threads: int,
) -> Placed: ...
def scores_of_probabilities(probabilities: Array) -> Array: ...
def samplers() -> dict[str, dict[str, float | str]]: ...
def resample(
    method: str,
    parameters: dict[str, float | str],
    x: Array,
    labels: Array,
    classes: int,
    nominal: list[int],
    strategy: dict[int, int] | list[int] | str,
    seed: int,
    threads: int,
) -> Resampled: ...
