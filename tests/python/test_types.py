"""The package's type hints hold, as a strict type checker reads them."""

import pathlib

import mypy.api

ROOT = pathlib.Path(__file__).parents[2]


def test_type_hints():
    text, errors, status = mypy.api.run(
        ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", "/dev/null",
         str(ROOT / "python/autosmote")]
    )  # fmt: skip
    assert status == 0, text + errors
