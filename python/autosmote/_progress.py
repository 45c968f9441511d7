"""How far a long call is: as a line of text, or as a bar of tqdm."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sklearn.utils._param_validation import StrOptions

#: Called with phase, how many are done of how many, seconds, best score and score without rows.
Report = Callable[[str, int, int, float, float, float], None]
Verbose = int | Literal["tqdm"]

VERBOSE: list[Any] = ["verbose", StrOptions({"tqdm"})]


@contextmanager
def show_progress(verbose: Verbose) -> Iterator[Report | None]:
    """What to hand to the library as `progress`: None where nothing is to be seen. Raises
    ImportError for 'tqdm' where it is not installed."""
    if verbose == "tqdm":
        bars = _Bars()
        try:
            yield bars
        finally:
            bars.close()
    elif verbose:
        try:
            yield _show_line
        finally:
            print(file=sys.stderr)
    else:
        yield None


def _show_line(
    phase: str, done: int, total: int, seconds: float, best: float, baseline: float
) -> None:
    text = f"{phase}: {done} of {total}, {seconds:.1f} s"
    if best or baseline:
        text += f", best {best:.4f}, without {baseline:.4f}"
    print(f"\r{text:<78}", end="", file=sys.stderr, flush=True)


class _Bars:
    """A bar for each phase, one after the other."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError as error:
            raise ImportError(
                "verbose='tqdm' needs tqdm; install it (pip install 'autosmote[progress]'), or use "
                "verbose=1 for text."
            ) from error
        self._tqdm = tqdm
        self._bar: Any = None
        self._phase = ""

    def __call__(
        self, phase: str, done: int, total: int, seconds: float, best: float, baseline: float
    ) -> None:
        if phase != self._phase:
            self.close()
            self._phase = phase
            self._bar = self._tqdm(desc=phase, total=total)
        if best or baseline:
            self._bar.set_postfix(best=f"{best:.4f}", without=f"{baseline:.4f}", refresh=False)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
