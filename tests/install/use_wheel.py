"""What a wheel must do in an environment with nothing but its dependencies (scripts/build_wheel.sh).

Every base classifier and sampler of the library works, and of the libraries that are loaded for it
none but those that manylinux leaves to the system comes from outside the environment.
"""

import pathlib
import re
import sys
import warnings

import numpy as np

import autosmote
from autosmote import _core

# The libraries that auditwheel puts into the wheel, besides libgomp, of which others bring their own.
CARRIED = re.compile(r"lib(tbb|fmt|csv|xgboost|dmlc)\W")


def main() -> None:
    warnings.simplefilter("ignore")
    draw = np.random.default_rng(0)
    X = draw.normal(size=(300, 4))
    y = (X[:, 0] + draw.normal(size=300) > 1.6).astype(int)
    classifiers = _core.classifiers()
    assert {"svm", "knn", "tree", "adaboost", "logistic", "xgboost"} <= set(classifiers), classifiers
    for name in classifiers:
        sampler = autosmote.AutoSMOTE(name, n_episodes=3, random_state=0, n_jobs=2)
        X_resampled, y_resampled = sampler.fit_resample(X, y)
        assert len(X_resampled) == len(y_resampled) == len(X) + len(sampler.lineage_["source"])
    resampled = autosmote.SMOTE(random_state=0).fit_resample(X, y)[1]
    assert np.ptp(np.bincount(resampled)) == 0
    assert "rows" in str(autosmote.inspect(X, y))

    home = pathlib.Path(autosmote.__file__).resolve().parents[1] / "autosmote.libs"
    maps = pathlib.Path("/proc/self/maps").read_text().splitlines()
    loaded = {"/" + line.partition("/")[2] for line in maps if "/" in line}
    carried = {path for path in map(pathlib.Path, loaded) if CARRIED.match(path.name)}
    names = {CARRIED.match(path.name)[1] for path in carried}
    assert names == {"tbb", "fmt", "csv", "xgboost", "dmlc"}, carried
    for path in carried:
        assert path.resolve().parent == home, f"{path} is not the wheel's"
    print(f"autosmote {autosmote.__version__} works with Python {sys.version.split()[0]}; loaded "
          f"from the wheel: {', '.join(sorted(path.name for path in carried))}")  # fmt: skip


if __name__ == "__main__":
    main()
