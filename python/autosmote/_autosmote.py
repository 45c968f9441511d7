"""The learned over-sampler."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, ClassVar, Literal, NamedTuple, cast

import numpy as np
from imblearn.base import BaseSampler
from imblearn.over_sampling.base import BaseOverSampler
from sklearn import config_context
from sklearn.base import _fit_context, is_outlier_detector, is_regressor
from sklearn.metrics import get_scorer
from sklearn.utils import check_consistent_length, column_or_1d
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted
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
    warn_caller,
)
from ._columns import (
    Column,
    group_column,
    hand_over,
    label_column,
    names_of,
    read_columns,
    unused_name,
)
from ._containers import (
    ArrayTable,
    SparseTable,
    Table,
    Target,
    check_lengths,
    read_table,
    refuse_complex,
    refuse_dates,
)
from ._displays import Views
from ._fits import (
    EstimatorFits,
    Scorer,
    fit_clone,
    made_of_cells,
    minority_of,
    relative_of,
    response_of,
    weight_parameter,
)
from ._progress import VERBOSE, Verbose, show_progress
from ._typing import Array, RandomState

#: scikit-learn's names of metrics that the library has under others.
_METRICS = {"f1_macro": "macro-f1", "matthews_corrcoef": "mcc", "geometric_mean": "g-mean"}


class Parameters(NamedTuple):
    """What a caller gives beside X and y, each for the one that it is for."""

    fit: Mapping[str, Any]
    split: Mapping[str, Any]
    score: Mapping[str, Any]


def metric_name(given: str) -> str:
    """The library's name of a metric that is given by its own or scikit-learn's name."""
    return _METRICS.get(given, given).replace("_", "-")


def check_table(estimator: Any, X: Any, table: Table, reset: bool) -> None:
    """Raises scikit-learn's ValueErrors for X, which name the estimator, and for dates. With
    `reset` the estimator remembers the columns, else they must be those that it remembers."""
    if isinstance(table, (ArrayTable, SparseTable)) and table.x.dtype.kind != "O":
        table.x = validate_data(
            estimator, table.x, reset=reset, accept_sparse=["csr", "csc"], dtype=None,
            ensure_all_finite="allow-nan",
        )  # fmt: skip
    else:
        seen = X if table.native_names else np.empty((1, table.width()))
        validate_data(estimator, seen, reset=reset, skip_check_array=True)
        refuse_complex(table)
    count_rows(table, estimator)
    refuse_dates(table)


class AutoSMOTE(Views, Resampling, BaseSampler):  # type: ignore[misc]
    """Learn how many synthetic rows to add, for which rows and in which direction, so that a given
    classifier does best by a given metric on rows it was not fitted to.

    The rows are encoded for the classifier by the library itself: numbers are scaled, categories
    become columns of 0 and 1, missing values are taken as such. X may hold numbers and categories:
    columns of text, truth or a categorical type are nominal, all others numeric. With more than two
    classes all but the largest get rows, the library's classifiers tell each class from the others,
    and metric, profile and threshold must be ones that know several classes.

    Parameters
    ----------
    classifier : {'svm', 'knn', 'tree', 'adaboost', 'logistic', 'xgboost'} or estimator, \\
            default='svm'
        The classifier that the rows are for. A name is one of the library's own, which are by far
        the fastest, with scikit-learn's defaults; 'svm' is linear. An estimator is any classifier
        with scikit-learn's interface, pipelines included: it is fitted on rows in the container and
        types of X, through joblib. Multiplicities of rows are given as `sample_weight` where its
        `fit` takes that, else rows are repeated. Parameters `random_state` that are None are set.
    metric : str or callable, default='macro_f1'
        'macro_f1', 'mcc', 'f1', 'fbeta:B', 'balanced_accuracy', 'g_mean', 'roc_auc' or
        'average_precision', or scikit-learn's name for one of them. With an estimator also any
        other of scikit-learn's names, or a scorer: a callable that takes a fitted estimator, rows
        and labels; then the mean of its values over the folds counts, and the threshold is the
        estimator's own.
    n_episodes : int or None, default=None
        Candidates that the search tries; None is 200 with profile 'default' (16 with the small
        budget), 1000 with 'paper'.
    validation : int, float, str, splitter or iterable, default='auto'
        Where the scores come from: an int is a number of folds, a float the share of rows that are
        held out (they are not in the result), 'cv:5x3' five folds three times; 'auto' is 5 folds
        with profile 'default', a share of 0.25 with 'paper'. A splitter of scikit-learn, or an
        iterable of its splits, gives other folds; all rows stay in the result.
    sampling_strategy : float, str, dict or callable, default='auto'
        'auto': how many rows each class but the largest gets is learned, too. Anything else says
        how many rows the classes have afterwards, as in imbalanced-learn's over-samplers, and the
        search only places them: 'minority' or 'not majority' (as many as the largest class), the
        ratio of two classes, a dict of the rows of each class, or a callable that gives one. The
        largest class gets none. With profile 'default'.
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
    distance : {'auto', 'euclidean', 'heom', 'hvdm', 'smotenc'}, default='auto'
        By which the neighbours of a minority row are found, with profile 'default': 'euclidean' of
        encoded rows, or one that takes columns as they are and knows missing values: 'heom'
        (numbers by their range, categories equal or not), 'hvdm' (categories by the classes'
        shares in them), 'smotenc' (the median rule of SMOTE-NC). 'auto' is 'heom' where X has
        nominal columns, else 'euclidean'.
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
        Decision threshold on the score of the classifier at which it does best with these rows: of
        an estimator the probability of the smaller class, or its decision value where it has no
        `predict_proba`. 0.0, without a meaning, where there are more than two classes.
    lineage_ : dict of ndarray of shape (n_synthetic,)
        Where each synthetic row comes from: 'source' and 'neighbor' are rows of X, 'lambda' is the
        place between the two, 'episode' the candidate that made it.
    history_ : dict of ndarray of shape (n_episodes,)
        For each 'episode' its 'round', synthetic 'samples', score in 'validation' and
        'best_validation' so far.
    report_ : dict
        Scores of the result and of the cheap alternatives (nothing, class weights, a tuned
        threshold, random over-sampling and SMOTE with a tuned amount, random search), options, how
        near the synthetic rows lie to real ones (`closeness`) and, with `verdict`, the verdict.
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
        "classifier": [
            StrOptions({"svm", "knn", "tree", "adaboost", "logistic", "xgboost"}),
            HasMethods(["fit"]),
        ],
        "metric": [str, callable],
        "n_episodes": [Interval(Integral, 1, None, closed="left"), None],
        "validation": [
            Interval(Integral, 2, None, closed="left"),
            Interval(Real, 0, 1, closed="neither"),
            str,
            HasMethods(["split"]),
            Iterable,
        ],
        "sampling_strategy": BaseOverSampler._parameter_constraints["sampling_strategy"],
        "profile": [StrOptions({"default", "paper"})],
        "search": [StrOptions({"rl", "random", "flat"})],
        "budget": [StrOptions({"full", "small"})],
        "threshold": [StrOptions({"auto", "tuned", "default"})],
        "distance": [StrOptions({"auto", "euclidean", "heom", "hvdm", "smotenc"})],
        "verdict": [StrOptions({"none", "quick", "full", "auto"})],
        "time_limit": [Interval(Real, 0, None, closed="neither"), None],
        "random_state": RANDOM_STATE,
        "n_jobs": N_JOBS,
        "verbose": VERBOSE,
    }

    def __init__(
        self,
        classifier: Any = "svm",
        metric: str | Scorer = "macro_f1",
        *,
        n_episodes: int | None = None,
        validation: Any = "auto",
        sampling_strategy: Any = "auto",
        profile: Literal["default", "paper"] = "default",
        search: Literal["rl", "random", "flat"] = "rl",
        budget: Literal["full", "small"] = "full",
        threshold: Literal["auto", "tuned", "default"] = "auto",
        distance: Literal["auto", "euclidean", "heom", "hvdm", "smotenc"] = "auto",
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
        self.distance = distance
        self.verdict = verdict
        self.time_limit = time_limit
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    @_fit_context(prefer_skip_nested_validation=False)  # type: ignore[untyped-decorator]
    def fit_resample(
        self, X: Any, y: Any, *, groups: Any = None, sample_weight: Any = None
    ) -> tuple[Any, Any]:
        """Resample the rows.

        Parameters
        ----------
        {rows_and_labels}
        groups : array-like of shape (n_samples,), default=None
            Group of each row: those of one group are never parted by a split, neither of the
            validation nor of the verdict, whose interval is that of drawing whole groups. They go
            to a splitter where one is given as `validation`.
        sample_weight : array-like of shape (n_samples,), default=None
            Weight of each row in the fits of `classifier`, which must be an estimator whose `fit`
            takes such. A synthetic row has the weight of its source.

        Returns
        -------
        {resampled}
        """
        fit = {} if sample_weight is None else {"sample_weight": sample_weight}
        split = {} if groups is None else {"groups": groups}
        return self._fit_resample_with(X, y, Parameters(fit, split, {}))

    def _fit_resample_with(self, X: Any, y: Any, parameters: Parameters) -> tuple[Any, Any]:
        table, target, _ = self._read(X, y)
        splits = self._splits(table, target, parameters.split)
        made = self._search(table, target, parameters, splits)
        return self._build(table, target, made)

    def resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Apply the learned policy to other rows, as many and where it places them there.

        The result has the rows, then synthetic ones; with the rows of the fit it is that of the
        fit. A `sampling_strategy` other than 'auto' is kept as rows added for each row of a class:
        other shares of the classes in `y` do not come out at its ratio or counts.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            Rows with the columns of the fit, in the same order and of the same kinds.
        y : array-like of shape (n_samples,)
            Label of each row: the classes of the fit, the largest one being the same.

        Returns
        -------
        {resampled}

        Raises
        ------
        NotFittedError
            Before `fit_resample`.
        ValueError
            Where the columns, their kinds or the classes are not those of the fit.
        """
        check_is_fitted(self, "policy_")
        return self._build(*self._apply(X, y))

    def _apply(self, X: Any, y: Any) -> tuple[Table, Target, Made]:
        """The rows and what the learned policy adds to them."""
        table = read_table(X, self)
        check_table(self, X, table, reset=False)
        target = Target(y)
        check_lengths(np.empty((table.rows(), 0)), target)
        label = label_column(target, self._label, self._classes)
        held = _core.Columns()
        names = getattr(self, "feature_names_in_", None) if table.names is None else None
        columns = hand_over(read_columns(table, self, names), held)
        hand_over([label], held)
        found = _core.apply_policy(
            columns=held,
            policy=self._policy,
            weights=self._policy_weights,
            seed=self._seed,
            threads=count_threads(self.n_jobs),
        )
        for note in found["notes"]:
            warn_caller(note)
        sources = found["lineage"]["source"]
        numbers, categories = made_of_cells(columns, found["cells"])
        rows = np.arange(table.rows())
        made = Made(rows, numbers, target.codes[sources], sources, categories)
        return table, target, made

    def _numbers(self, X: Any, table: Table) -> Array:
        """Only counts the rows: the columns are read one by one, each by its kind."""
        check_table(self, X, table, reset=True)
        self._remember_names(table)
        return np.empty((table.rows(), 0))

    def _search(
        self,
        table: Table,
        target: Target,
        parameters: Parameters,
        splits: list[tuple[Array, Array]],
    ) -> Made:
        """`splits`: of _splits, which a generator gives but once."""
        self._check_classes(len(target.classes))
        given = names_of(table)
        held = _core.Columns()
        columns = hand_over(read_columns(table, self), held)
        names = [column.name for column in columns]
        self._label = unused_name((target.name or "y").strip(), names)
        self._classes = target.classes
        carried = [label_column(target, self._label)]
        self._seed = derive_seed(self.random_state)
        groups = parameters.split.get("groups")
        if groups is not None and not splits:
            carried.append(group_column(groups, target, [*names, self._label]))
        carried = hand_over(carried, held)
        fits = self._estimator_fits(table, target, columns, parameters)
        found = self._call_library(
            held, carried, splits, fits, self._strategy_text(target), self._call_text(parameters)
        )
        self._policy, self._policy_weights = found["policy"], found["weights"]
        self.policy_ = json.loads(found["policy"])
        self.report_ = json.loads(found["report"])
        for described in (self.policy_["table"], self.report_["data"]):
            for column, name in zip(described["columns"], given, strict=False):
                column["name"] = name
        self._keep_page(found["page"])
        self.history_ = found["history"]
        self.lineage_ = found["lineage"]
        self.threshold_ = found["threshold"]
        self._prior_correction = found["prior_correction"]
        for note in found["notes"]:
            warn_caller(note)
        if self.verbose:
            print(self.report_["verdict"]["sentence"], file=sys.stderr)
        sources = found["lineage"]["source"]
        counts = np.bincount(target.codes[sources], minlength=len(target.classes))
        if len(sources) > 0:
            self.sampling_strategy_ = {
                target.classes[c]: int(counts[c]) for c in np.flatnonzero(counts)
            }
        else:
            self.sampling_strategy_ = dict.fromkeys(self.sampling_strategy_, 0)
        numbers, categories = made_of_cells(columns, found["cells"])
        return Made(found["rows"], numbers, target.codes[sources], sources, categories)

    def _check_classes(self, classes: int) -> None:
        if classes == 2:
            return
        if not isinstance(self.classifier, str):
            raise ValueError(
                "Only binary classification is supported with an estimator as 'classifier'. "
                f"AutoSMOTE got a target with {classes} classes."
            )

    def _strategy_text(self, target: Target) -> str:
        """The sampling strategy as the library takes it: counts by the classes' names."""
        if isinstance(self.sampling_strategy, (str, Real)):
            return str(self.sampling_strategy)
        present = np.bincount(target.codes)
        wanted = cast(dict[int, int], self._strategy(target))
        # A class that gets none is left out: the rows that are searched may have fewer of it.
        named = {c: n for c, n in wanted.items() if n > present[c]} or wanted
        if not named:
            raise ValueError(
                "'sampling_strategy' names no class; give the rows that the classes shall have, or "
                "'auto'"
            )
        return ",".join(
            '"' + f"{target.classes[c]}={n}".replace('"', '""') + '"' for c, n in named.items()
        )

    def _scorer(self) -> Scorer | None:
        """The scorer of the metric; None for one of the library's."""
        if callable(self.metric):
            return self.metric
        if isinstance(self.classifier, str) or metric_name(self.metric) in _core.metrics():
            return None
        if self.metric.partition(":")[0] == "fbeta":
            return None
        return get_scorer(self.metric)  # type: ignore[no-any-return]

    def _estimator_fits(
        self, table: Table, target: Target, columns: list[Column], parameters: Parameters
    ) -> EstimatorFits | None:
        fit = dict(parameters.fit)
        weights = fit.pop("sample_weight", None)
        if isinstance(self.classifier, str):
            if weights is not None or fit:
                raise ValueError(
                    f"The classifier {self.classifier!r} of the library takes no weights of rows. "
                    "Give an estimator whose fit does."
                )
            if callable(self.metric):
                raise ValueError(
                    f"A scorer needs an estimator as 'classifier', not {self.classifier!r}."
                )
            return None
        if weights is not None:
            weights = column_or_1d(np.asarray(weights, dtype=np.float64))
            check_consistent_length(target.values, weights)
            if len(np.unique(target.codes[weights > 0])) < 2:
                raise ValueError(
                    "Rows of two classes are needed, but those with a sample_weight above 0 are of "
                    "one class."
                )
            if weight_parameter(self.classifier, fit) is None:
                raise ValueError(
                    f"The fit of {type(self.classifier).__name__} takes no sample_weight."
                )
        return EstimatorFits(
            self.classifier, table, target, columns, minority_of(target),
            self._response(table, target, fit), self._scorer(), self._seed, self.n_jobs, weights, fit, parameters.score,
        )  # fmt: skip

    def _response(self, table: Table, target: Target, parameters: Mapping[str, Any]) -> str:
        """Where the scores of the classifier come from. Raises ValueError where it is none."""
        name = type(self.classifier).__name__
        if is_regressor(self.classifier) or is_outlier_detector(self.classifier):
            raise ValueError(f"A classifier is needed, but {name} is none.")
        if hasattr(self.classifier, "predict"):
            return response_of(self.classifier)
        # A stack of models, for one, knows what it can do when it is fitted.
        X = table.build(np.arange(table.rows()), np.empty((0, table.width())), {})
        fitted = fit_clone(self.classifier, X, target.classes[target.codes], parameters, None)
        if not hasattr(fitted, "predict"):
            raise ValueError(f"A classifier is needed, but {name} has no predict.")
        return response_of(fitted)

    def _splits(
        self, table: Table, target: Target, parameters: Mapping[str, Any]
    ) -> list[tuple[Array, Array]]:
        """The splits of a splitter; none where the library draws them."""
        validation = self.validation
        if isinstance(validation, (str, Real)):
            return []
        X = np.zeros((table.rows(), 1))
        labels = target.classes[target.codes]
        pairs: Iterable[tuple[Any, Any]] = validation
        if hasattr(validation, "split"):
            pairs = validation.split(X, labels, **parameters)
        elif parameters:
            raise ValueError(
                "Groups and a list of splits were given, but such a list asks for no groups. Leave "
                "out one of them, or give a splitter that takes groups as 'validation'."
            )
        indices = np.arange(len(X))
        splits = [
            (indices[np.asarray(train)], indices[np.asarray(held_out)]) for train, held_out in pairs
        ]
        if not splits:
            raise ValueError("'validation' gives no split. Give a splitter that makes some.")
        return splits

    def _call_text(self, parameters: Parameters) -> str:
        """What repeats the search: without what the result does not depend on."""
        same = type(self)(**self.get_params(deep=False))  # a clone would copy what may be spent
        same.set_params(random_state=self._seed, n_jobs=None, verbose=0)
        with config_context(print_changed_only=True):
            text = repr(same)
        given = [f", {name}={name}" for name in {**parameters.split, **parameters.fit}]
        return f"{text}.fit_resample(X, y{''.join(given)})"

    def _call_library(
        self,
        held: _core.Columns,
        carried: list[Column],
        splits: list[tuple[Array, Array]],
        fits: EstimatorFits | None,
        strategy: str,
        call: str,
    ) -> _core.Fitted:
        """`held`: the columns of X, then those of `carried`: the label, and after it the groups where
        there are such."""
        classifier = self.classifier
        scorer = "" if self._scorer() is None else _name_of(self.metric)
        validation = "auto"
        if isinstance(self.validation, str):
            validation = self.validation
        elif isinstance(self.validation, Integral):
            validation = f"cv:{int(self.validation)}"
        elif isinstance(self.validation, Real):
            validation = repr(float(self.validation))
        with show_progress(self.verbose) as progress:
            return _core.fit(
                columns=held,
                names={
                    "target": self._label,
                    "group": carried[1].name if len(carried) > 1 else "",
                    "classifier": classifier if fits is None else relative_of(classifier),
                    # Of the metric and the scorer one is empty.
                    "metric": "" if scorer else metric_name(str(self.metric)),
                    "scorer": scorer,
                    "validation": validation,
                    "profile": self.profile,
                    "search": self.search,
                    "budget": self.budget,
                    "threshold": self.threshold,
                    "distance": self.distance,
                    "strategy": strategy,
                    "verdict": self.verdict,
                    "call": call,
                },
                episodes=self.n_episodes or 0,
                time_limit=float(self.time_limit or 0.0),
                seed=self._seed,
                threads=count_threads(self.n_jobs),
                progress=progress,
                splits=splits,
                estimator=fits,
                properties={} if fits is None else fits.properties(),
            )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        # The checks of scikit-learn ask this for the number of classes they may give.
        tags.classifier_tags = ClassifierTags(multi_class=isinstance(self.classifier, str))
        return tags


def _name_of(scorer: str | Callable[..., Any]) -> str:
    """What reports call a scorer: scikit-learn's name, else that of the function that scores."""
    if isinstance(scorer, str):
        return scorer
    function = getattr(scorer, "_score_func", scorer)
    return str(getattr(function, "__name__", type(scorer).__name__))
