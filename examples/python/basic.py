"""Resample a table for a classifier and a metric, and look at what was made.

Wines of poor quality are rare: 173 of 3961. The search decides how many synthetic rows to add, for
which of them and in which direction. Prints the classes before and after and the scores of the
cheap alternatives; with matplotlib it draws the search and the samples into basic.png.
"""

import pathlib

import numpy as np
import pandas as pd

from autosmote import AutoSMOTE

DATA = pathlib.Path(__file__).parents[1] / "data" / "wine_quality.csv"


def main():
    wine = pd.read_csv(DATA)
    X, y = wine.drop(columns="rating"), wine["rating"]

    sampler = AutoSMOTE(classifier="svm", metric="macro_f1", n_episodes=60, random_state=0)
    X_resampled, y_resampled = sampler.fit_resample(X, y)

    print("before:", y.value_counts().to_dict())
    print("after: ", y_resampled.value_counts().to_dict())
    for method in sampler.report_["methods"]:
        print(f"{method['method']:<22}{method['validation']:.4f}")

    # Synthetic rows stand at the end, and each can be traced to the two rows it lies between.
    sources, neighbors = sampler.lineage_["source"], sampler.lineage_["neighbor"]
    first = int(np.argmax(sources != neighbors))
    print(f"row {len(X) + first} lies between the rows {sources[first]} and {neighbors[first]}")

    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return
    figure, axes = plt.subplots(1, 3, figsize=(18, 5))
    sampler.plot_history(ax=axes[0])
    sampler.plot_samples(X, y, ax=axes[1])
    sampler.plot_allocation(X, y, ax=axes[2])
    figure.tight_layout()
    figure.savefig("basic.png")


if __name__ == "__main__":
    main()
