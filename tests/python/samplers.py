"""One object of every classical sampler, with what makes it work on small or odd data."""

import autosmote

# smobd: random data have no rows within a distance of 1; kmeans-smote: clusters of the checks' data
# hold few rows of the smaller classes.
SETTINGS = {
    "KMeansSMOTE": {"kmeans_estimator": 2, "cluster_balance_threshold": 0.0, "k_neighbors": 1},
    "SMOBD": {"max_eps": 0.0},
    "SMOTENC": {"categorical_features": [0]},
}
NAMES = [
    name
    for name in autosmote.__all__
    if hasattr(getattr(autosmote, name), "fit_resample") and name != "AutoSMOTE"
]


def make(name, **parameters):
    """The sampler of this name, seeded where it draws."""
    kind = getattr(autosmote, name)
    chosen = {**SETTINGS.get(name, {}), **parameters}
    if "random_state" in kind.__init__.__annotations__:
        chosen.setdefault("random_state", 0)
    return kind(**chosen)
