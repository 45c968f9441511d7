"""What all tests of the package need."""

import pytest


@pytest.fixture(autouse=True)
def array_api(monkeypatch):
    """scikit-learn's checks of array API input skip themselves without this."""
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")
