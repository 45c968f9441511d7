"""A table with numbers, whole numbers, categories, truth and gaps, kept as it is.

Text and categories are nominal: a synthetic row has a category that exists. Whole numbers stay
whole, nothing leaves a column's range, and types, names and order of the columns are the user's.
"""

import numpy as np
import pandas as pd

from autosmote import AutoSMOTE, inspect


def customers(rows=1500, seed=0):
    """Customers, few of whom leave."""
    draw = np.random.default_rng(seed)
    age = draw.integers(18, 90, rows)
    plan = draw.choice(["basic", "plus", "pro"], rows, p=[0.6, 0.3, 0.1])
    calls = draw.poisson(2, rows)
    spent = draw.gamma(2.0, 40.0, rows)
    auto = draw.random(rows) < 0.4
    risk = 0.5 * calls - 0.02 * age - 1.2 * (plan == "pro") - 0.9 * auto + draw.normal(0, 0.7, rows)
    table = pd.DataFrame(
        {
            "age": age,
            "plan": pd.Categorical(plan, ["basic", "plus", "pro"]),
            "calls": pd.array(calls, dtype="Int16"),
            "spent": spent.round(2),
            "pays_automatically": auto,
        }
    )
    table.loc[draw.random(rows) < 0.05, "spent"] = np.nan
    table.loc[draw.random(rows) < 0.05, "calls"] = pd.NA
    leaves = np.where(risk > np.quantile(risk, 0.94), "leaves", "stays")
    return table, pd.Series(leaves, name="outcome")


def main():
    X, y = customers()
    print(inspect(X, y, name="customers"))

    sampler = AutoSMOTE("logistic", "mcc", n_episodes=40, random_state=0)
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    made = X_resampled.iloc[len(X) :]
    print(y_resampled.value_counts().to_dict())
    print(made.head())

    assert (X_resampled.dtypes == X.dtypes).all()
    assert set(made["plan"].dropna()) <= {"basic", "plus", "pro"}
    assert made["spent"].between(X["spent"].min(), X["spent"].max()).sum() == made["spent"].count()


if __name__ == "__main__":
    main()
