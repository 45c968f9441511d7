"""The learned over-sampler."""

from __future__ import annotations

import json
import sys
import warnings
from numbers import Integral, Real
from typing import Any, ClassVar, Literal

import numpy as np
from imblearn.base import BaseSampler
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn_compat.utils._tags import ClassifierTags
from sklearn_compat.utils.validation import validate_data

from . import _core
from ._base import (
    N_JOBS,
    RANDOM_STATE,
    Made,
    Resampling,
    count_rows,
    count_threads,
    derive_seed,
)
from ._columns import Column, label_column, names_of, read_columns, unused_name
from ._containers import ArrayTable, SparseTable, Table, Target, refuse_dates
from ._displays import Views
from ._progress import VERBOSE, Verbose, show_progress
from ._typing import Array, RandomState

#: scikit-learn's names of metrics that the library has under others.
_METRICS = {"f1_macro": "macro-f1", "matthews_corrcoef": "mcc", "geometric_mean": "g-mean"}


def metric_name(given: str) -> str:
    """The library's name of a metric that is given by its own or scikit-learn's name."""
    return _METRICS.get(given, given).replace("_", "-")


class AutoSMOTE(Views, Resampling, BaseSampler):  # type: ignore[misc]
    """Learn how many synthetic rows to add, for which rows and in which direction, so that a given
    classifier does best by a given metric on rows it was not fitted to.

    The rows are encoded for the classifier by the library itself: numbers are scaled, categories
    become columns of 0 and 1, missing values are taken as such. X may hold numbers and categories:
    columns of text, truth or a categorical type are nominal, all others numeric. There must be two
    classes.

    Parameters
    ----------
    classifier : {'svm', 'knn', 'tree', 'adaboost', 'logistic', 'xgboost'}, default='svm'
        The classifier that the rows are for, with scikit-learn's defaults; 'svm' is linear.
    metric : str, default='macro_f1'
        'macro_f1', 'mcc', 'f1', 'fbeta:B', 'balanced_accuracy', 'g_mean', 'roc_auc' or
        'average_precision', or scikit-learn's name for one of them.
    n_episodes : int or None, default=None
        Candidates that the search tries; None is 200 with profile 'default' (16 with the small
        budget), 1000 with 'paper'.
    validation : int, float or str, default='auto'
        Where the scores come from: an int is a number of folds, a float the share of rows that are
        held out (they are not in the result), 'cv:5x3' five folds three times; 'auto' is 5 folds
        with profile 'default', a share of 0.25 with 'paper'.
    sampling_strategy : {'auto', 'minority', 'not majority'}, default='auto'
        The class that gets rows. With two classes all three mean the smaller one; how many rows it
        gets is learned.
    profile : {'default', 'paper'}, default='default'
        Few parameters over informative features, or the networks of the paper.
    search : {'rl', 'random', 'flat'}, default='rl'
        Who decides: the learner, chance in the same space, or (profile 'paper') one policy for all.
    budget : {'full', 'small'}, default='full'
        'small' places the samples by what was learned on other data sets and searches the amount
        alone, with profile 'default' and search 'rl'.
    threshold : {'auto', 'tuned', 'default'}, default='auto'
        Whether scores are taken at the best decision threshold, as in profile 'default', or at the
        classifier's own, as in profile 'paper'.
    verdict : {'none', 'quick', 'full', 'auto'}, default='none'
        Whether to repeat the search in five outer folds and say in `report_` whether it helps. That
        takes about five times as long; 'full' does it five times with other folds; 'auto' is
        'quick' for small tables.
    time_limit : float or None, default=None
        Seconds for the search; the rows then depend on the speed of the machine.
    {random_state}
    {n_jobs}
    verbose : int or 'tqdm', default=0
        1 prints how far the search is, and the sentence of the verdict; 'tqdm' shows a bar in place
        of the text.

    Attributes
    ----------
    policy_ : dict
        What was learned.
    threshold_ : float
        Decision threshold on the score of the classifier at which it does best with these rows.
    lineage_ : dict of ndarray of shape (n_synthetic,)
        Where each synthetic row comes from: 'source' and 'neighbor' are rows of X, 'lambda' is the
        place between the two, 'episode' the candidate that made it.
    history_ : dict of ndarray of shape (n_episodes,)
        For each 'episode' its 'round', synthetic 'samples', score in 'validation' and
        'best_validation' so far.
    report_ : dict
        Scores of the result and of the cheap alternatives (nothing, class weights, a tuned
        threshold, random over-sampling and SMOTE with a tuned amount, random search), options and,
        with `verdict`, the verdict.
    {attributes}

    References
    ----------
    D. Zha, K.-H. Lai, Q. Tan, S. Ding, N. Zou, X. Hu, "Towards automated imbalanced learning with
    deep hierarchical reinforcement learning", CIKM 2022.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from autosmote import AutoSMOTE
    >>> X, y = make_classification(n_samples=200, weights=[0.9], class_sep=0.5, random_state=0)
    >>> sampler = AutoSMOTE(classifier="knn", n_episodes=20, random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) - len(X) == len(sampler.lineage_["source"])
    True
    """

    _method = "autosmote"
    _sampling_type = "over-sampling"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "classifier": [StrOptions({"svm", "knn", "tree", "adaboost", "logistic", "xgboost"})],
        "metric": [str],
        "n_episodes": [Interval(Integral, 1, None, closed="left"), None],
        "validation": [
            Interval(Integral, 2, None, closed="left"),
            Interval(Real, 0, 1, closed="neither"),
            str,
        ],
        "sampling_strategy": [StrOptions({"auto", "minority", "not majority"})],
        "profile": [StrOptions({"default", "paper"})],
        "search": [StrOptions({"rl", "random", "flat"})],
        "budget": [StrOptions({"full", "small"})],
        "threshold": [StrOptions({"auto", "tuned", "default"})],
        "verdict": [StrOptions({"none", "quick", "full", "auto"})],
        "time_limit": [Interval(Real, 0, None, closed="neither"), None],
        "random_state": RANDOM_STATE,
        "n_jobs": N_JOBS,
        "verbose": VERBOSE,
    }

    def __init__(
        self,
        classifier: str = "svm",
        metric: str = "macro_f1",
        *,
        n_episodes: int | None = None,
        validation: int | float | str = "auto",
        sampling_strategy: Literal["auto", "minority", "not majority"] = "auto",
        profile: Literal["default", "paper"] = "default",
        search: Literal["rl", "random", "flat"] = "rl",
        budget: Literal["full", "small"] = "full",
        threshold: Literal["auto", "tuned", "default"] = "auto",
        verdict: Literal["none", "quick", "full", "auto"] = "none",
        time_limit: float | None = None,
        random_state: RandomState = None,
        n_jobs: int | None = None,
        verbose: Verbose = 0,
    ) -> None:
        self.classifier = classifier
        self.metric = metric
        self.n_episodes = n_episodes
        self.validation = validation
        self.sampling_strategy = sampling_strategy
        self.profile = profile
        self.search = search
        self.budget = budget
        self.threshold = threshold
        self.verdict = verdict
        self.time_limit = time_limit
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    def _numbers(self, X: Any, table: Table) -> Array:
        """Only counts the rows: the columns are read one by one, each by its kind."""
        if isinstance(table, (ArrayTable, SparseTable)) and table.x.dtype.kind != "O":
            table.x = validate_data(
                self, table.x, reset=True, accept_sparse=["csr", "csc"], dtype=None,
                ensure_all_finite="allow-nan", ensure_min_samples=2,
            )  # fmt: skip
        else:
            seen = X if table.native_names else np.empty((1, table.width()))
            validate_data(self, seen, reset=True, skip_check_array=True)
        self._remember_names(table)
        rows = count_rows(table)
        refuse_dates(table)
        return np.empty((rows, 0))

    def _fit_resample(self, table: Table, target: Target, numbers: Array) -> Made:
        if len(target.classes) > 2:
            raise ValueError(
                "Only binary classification is supported. AutoSMOTE got a target with "
                f"{len(target.classes)} classes."
            )
        given = names_of(table)
        columns = read_columns(table, self)
        label = label_column(target, unused_name("y", [column.name for column in columns]))
        found = self._search([*columns, label])
        self.policy_ = json.loads(found["policy"])
        self.report_ = json.loads(found["report"])
        for described in (self.policy_["table"], self.report_["data"]):
            for column, name in zip(described["columns"], given, strict=False):
                column["name"] = name
        self.history_ = found["history"]
        self.lineage_ = found["lineage"]
        self.threshold_ = found["threshold"]
        for note in found["notes"]:
            warnings.warn(note, UserWarning, stacklevel=5)
        if self.verbose:
            print(self.report_["verdict"]["sentence"], file=sys.stderr)
        sources = found["lineage"]["source"]
        if len(sources) > 0:
            minority = target.classes[target.codes[sources[0]]]
            self.sampling_strategy_ = {minority: len(sources)}
        else:
            self.sampling_strategy_ = dict.fromkeys(self.sampling_strategy_, 0)
        made = np.zeros((len(sources), len(columns)))
        categories = {}
        for j, column in enumerate(columns):
            if column.rows is None:
                made[:, j] = found["cells"][j]
            else:
                categories[j] = column.rows[found["cells"][j]]
        return Made(
            found["rows"],
            made,
            target.codes[sources],
            sources,
            categories,
        )

    def _search(self, columns: list[Column]) -> _core.Fitted:
        validation = self.validation
        if isinstance(validation, Integral):
            validation = f"cv:{int(validation)}"
        elif isinstance(validation, Real):
            validation = repr(float(validation))
        with show_progress(self.verbose) as progress:
            return _core.fit(
                columns=[column.given() for column in columns],
                names={
                    "target": columns[-1].name,
                    "classifier": self.classifier,
                    "metric": metric_name(self.metric),
                    "validation": str(validation),
                    "profile": self.profile,
                    "search": self.search,
                    "budget": self.budget,
                    "threshold": self.threshold,
                    "verdict": self.verdict,
                },
                episodes=self.n_episodes or 0,
                time_limit=float(self.time_limit or 0.0),
                seed=derive_seed(self.random_state),
                threads=count_threads(self.n_jobs),
                progress=progress,
            )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        # The checks of scikit-learn ask this for the number of classes they may give.
        tags.classifier_tags = ClassifierTags(multi_class=False)
        return tags
