"""The classifier that resamples, fits and decides at the threshold of the search."""

from __future__ import annotations

import os
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, _fit_context
from sklearn.utils import column_or_1d, get_tags
from sklearn.utils._metadata_requests import _routing_enabled
from sklearn.utils._param_validation import HasMethods, StrOptions
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    process_routing,
)
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from ._autosmote import AutoSMOTE, Parameters, check_table
from ._calibration import (
    calibrated,
    fit_calibrator,
    out_of_fold_scores,
    parameters_of_rows,
    score_method,
)
from ._containers import Table, Target, read_table
from ._fits import fit_clone, minority_of, response_for, response_of, with_seeds
from ._progress import Verbose
from ._typing import Array, RandomState


def _estimator_has(method: str) -> Any:
    def check(self: Any) -> bool:
        getattr(getattr(self, "estimator_", self.estimator), method)
        return True

    return available_if(check)


#: The calibrations that map scores.
_MAPS = ("sigmoid", "isotonic")


def _gives_probabilities(classifier: Any) -> bool:
    if classifier.calibration not in _MAPS:
        getattr(getattr(classifier, "estimator_", classifier.estimator), "predict_proba")
    return True


class AutoSMOTEClassifier(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier that learns from rows resampled by AutoSMOTE, and decides at the threshold that
    the search found.

    The search is that of `AutoSMOTE` for the estimator itself; then the estimator is fitted to the
    resampled rows. There must be two classes.

    Parameters
    ----------
    estimator : estimator
        Any classifier with scikit-learn's interface, pipelines included.
    metric : str or callable, default='macro_f1'
        What the search makes largest; see AutoSMOTE.
    n_episodes : int or None, default=None
        Candidates that the search tries; None is 200, or 16 with the small budget.
    validation : int, float, str, splitter or iterable, default='auto'
        Where the scores come from; see AutoSMOTE. 'auto' is 5 folds.
    sampling_strategy : float, str, dict or callable, default='auto'
        How many rows the classes have when the estimator is fitted; 'auto': as is found best. See
        AutoSMOTE.
    search : {'rl', 'random'}, default='rl'
        Who decides: the learner, or chance in the same space.
    budget : {'full', 'small'}, default='full'
        'small' searches the amount alone.
    threshold : {'auto', 'tuned', 'default'}, default='auto'
        Whether the search chooses the decision threshold.
    distance : {'auto', 'euclidean', 'heom', 'hvdm', 'smotenc'}, default='auto'
        By which neighbours are found; see AutoSMOTE.
    verdict : {'none', 'quick', 'full', 'auto'}, default='none'
        Whether to repeat the search in outer folds and say in `report_` whether it helps.
    time_limit : float or None, default=None
        Seconds for the search, which ends after the round that reaches it.
    calibration : {None, 'prior', 'sigmoid', 'isotonic'}, default=None
        How `predict_proba` is put right: resampled rows make the minority look more frequent than
        it is, and its probability too high. None leaves it so. 'prior' undoes the shift of the
        frequencies by a formula. 'sigmoid' and 'isotonic' map the scores to probabilities as
        CalibratedClassifierCV does, by scores of rows that were held out: in five folds, or those
        of `validation` where it is a splitter, the estimator is fitted again to the other rows,
        resampled by what was learned. `predict` does not depend on it, so its label need not be
        that of the larger probability.
    random_state : int, RandomState, Generator or None, default=None
        What the draws depend on, and parameters `random_state` of the estimator that are None.
    n_jobs : int or None, default=None
        Number of fits at a time, by joblib's rules. The result does not depend on it.
    verbose : int or 'tqdm', default=0
        1 prints how far the search is, and the sentence of the verdict; 'tqdm' shows a bar.

    Attributes
    ----------
    estimator_ : estimator
        The estimator, fitted to the resampled rows.
    calibrator_ : CalibratedClassifierCV
        With calibration 'sigmoid' or 'isotonic', the map of scores (n, 1): the decision values of
        the minority, or its probabilities where the estimator has no `decision_function`.
    sampler_ : AutoSMOTE
        The sampler that made them, with `policy_`, `history_` and `lineage_`.
    threshold_ : float
        `predict` gives the minority where its score is above: its probability before any
        calibration, or the decision value where the estimator has no `predict_proba`.
    report_ : dict
        Scores of the result and of the cheap alternatives; see AutoSMOTE.
    classes_ : ndarray of shape (2,)
        The labels.
    n_features_in_ : int
        Number of columns of X.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has such that are all text.

    References
    ----------
    D. Zha, K.-H. Lai, Q. Tan, S. Ding, N. Zou, X. Hu, "Towards automated imbalanced learning with
    deep hierarchical reinforcement learning", CIKM 2022.

    C. Elkan, "The foundations of cost-sensitive learning", IJCAI 2001, theorem 2 (calibration by
    the prior).

    A. Niculescu-Mizil, R. Caruana, "Predicting good probabilities with supervised learning",
    ICML 2005 (the sigmoid and the isotonic map).

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from autosmote import AutoSMOTEClassifier
    >>> X, y = make_classification(n_samples=400, weights=[0.9], class_sep=0.5, random_state=0)
    >>> model = AutoSMOTEClassifier(LogisticRegression(), n_episodes=10, random_state=0).fit(X, y)
    >>> model.predict(X).shape
    (400,)
    >>> bool(0 < model.threshold_ < 1)
    True
    """

    _shared: ClassVar[tuple[str, ...]] = (
        "metric", "n_episodes", "validation", "sampling_strategy", "search", "budget", "threshold",
        "distance", "verdict", "time_limit", "random_state", "n_jobs", "verbose",
    )  # fmt: skip
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "estimator": [HasMethods(["fit"])],
        "calibration": [StrOptions({"prior", "sigmoid", "isotonic"}), None],
        **{name: AutoSMOTE._parameter_constraints[name] for name in _shared},
    }

    def __init__(
        self,
        estimator: Any,
        metric: Any = "macro_f1",
        *,
        n_episodes: int | None = None,
        validation: Any = "auto",
        sampling_strategy: Any = "auto",
        search: Literal["rl", "random"] = "rl",
        budget: Literal["full", "small"] = "full",
        threshold: Literal["auto", "tuned", "default"] = "auto",
        distance: Literal["auto", "euclidean", "heom", "hvdm", "smotenc"] = "auto",
        verdict: Literal["none", "quick", "full", "auto"] = "none",
        time_limit: float | None = None,
        calibration: Literal["prior", "sigmoid", "isotonic"] | None = None,
        random_state: RandomState = None,
        n_jobs: int | None = None,
        verbose: Verbose = 0,
    ) -> None:
        self.estimator = estimator
        self.metric = metric
        self.n_episodes = n_episodes
        self.validation = validation
        self.sampling_strategy = sampling_strategy
        self.search = search
        self.budget = budget
        self.threshold = threshold
        self.distance = distance
        self.verdict = verdict
        self.time_limit = time_limit
        self.calibration = calibration
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    @_fit_context(prefer_skip_nested_validation=False)  # type: ignore[untyped-decorator]
    def fit(self, X: Any, y: Any, *, groups: Any = None, **params: Any) -> AutoSMOTEClassifier:
        """Search, resample, and fit the estimator.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            Rows, in any container that the estimator takes.
        y : array-like of shape (n_samples,)
            Label of each row, of two classes.
        groups : array-like of shape (n_samples,), default=None
            Group of each row: those of one group are never parted by a split; see AutoSMOTE. With
            metadata routing they go to a splitter that asks for them, where `validation` is one.
        **params : dict
            For the estimator's `fit`: what has one entry a row goes with the rows, and a synthetic
            row has its source's. With metadata routing, for whoever asks for them.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        table = read_table(X)
        check_table(self, X, table, reset=True)
        parameters = self._route(groups, params)
        if self.calibration == "prior" and not hasattr(self.estimator, "predict_proba"):
            raise ValueError(
                f"calibration='prior' corrects probabilities, but {type(self.estimator).__name__} "
                "has no predict_proba. Use 'sigmoid' or 'isotonic'."
            )
        sampler = AutoSMOTE(self.estimator, **{name: getattr(self, name) for name in self._shared})
        if getattr(y, "ndim", 1) == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        table, target, _ = sampler._read(X, y)
        splits = sampler._splits(table, target, parameters.split)
        made = sampler._search(table, target, parameters, splits)
        X_resampled, _ = sampler._build(table, target, made)
        if hasattr(sampler, "feature_names_in_"):
            self.feature_names_in_ = sampler.feature_names_in_
        self.sampler_ = sampler
        self.report_ = sampler.report_
        self.threshold_ = sampler.threshold_
        self.classes_ = target.classes
        self._minority = minority_of(target)
        rows = np.concatenate([made.rows, made.sources]).astype(np.intp)
        model = with_seeds(self.estimator, sampler._seed)
        extra, weights = parameters_of_rows(parameters.fit, rows, len(target.codes))
        y_resampled = target.classes[target.codes[rows]]
        self.estimator_ = fit_clone(model, X_resampled, y_resampled, extra, weights)
        if self.calibration in _MAPS:
            self._calibrate(model, table, target, parameters, splits)
        return self

    def _calibrate(
        self,
        model: Any,
        table: Table,
        target: Target,
        parameters: Parameters,
        splits: list[tuple[Array, Array]],
    ) -> None:
        rows, scores = out_of_fold_scores(
            model, self.sampler_, table, target, self._minority, parameters, splits
        )
        weights = parameters.fit.get("sample_weight")
        self.calibrator_ = fit_calibrator(
            str(self.calibration), scores, target.codes[rows] == self._minority,
            None if weights is None else np.asarray(weights, dtype=np.float64)[rows],
        )  # fmt: skip

    def _route(self, groups: Any, params: dict[str, Any]) -> Parameters:
        split = {} if groups is None else {"groups": groups}
        if not _routing_enabled():
            return Parameters(params, split, {})
        if self._splits_itself():
            routed = process_routing(self, "fit", **params)
        else:
            routed = process_routing(self, "fit", **split, **params)
            split = routed.splitter.split
        # Not by `in`, which for what is routed of no parameters never ends.
        score = routed.scorer.score if self._scorer_is_routed() else {}
        return Parameters(routed.estimator.fit, split, score)

    def _splits_itself(self) -> bool:
        """Whether no splitter of the caller's does."""
        return not hasattr(self.validation, "split") or isinstance(self.validation, str)

    def _scorer_is_routed(self) -> bool:
        return hasattr(self.metric, "get_metadata_routing")

    def get_metadata_routing(self) -> MetadataRouter:
        """Who gets which parameter of `fit`.

        Returns
        -------
        routing : MetadataRouter
            The requests of the estimator, of a splitter and of a scorer, and its own for groups
            where there is no splitter.
        """
        router = MetadataRouter(owner=self).add(
            estimator=self.estimator,
            method_mapping=MethodMapping().add(caller="fit", callee="fit"),
        )
        if self._splits_itself():
            router.add_self_request(self)
        else:
            router.add(
                splitter=self.validation,
                method_mapping=MethodMapping().add(caller="fit", callee="split"),
            )
        if self._scorer_is_routed():
            router.add(
                scorer=self.metric,
                method_mapping=MethodMapping().add(caller="fit", callee="score"),
            )
        return router

    def write_report(self, path: str | os.PathLike[str]) -> None:
        """Write the report of the search as one HTML file; see AutoSMOTE.

        Parameters
        ----------
        path : str or path
            The file, replaced where it exists.
        """
        check_is_fitted(self, "sampler_")
        self.sampler_.write_report(path)

    def _check(self, X: Any) -> Any:
        check_is_fitted(self, "estimator_")
        check_table(self, X, read_table(X, self), reset=False)
        return X

    def predict(self, X: Any) -> Array:
        """The labels at the threshold of the search.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        labels : ndarray of shape (n_samples,)
            Their labels.
        """
        X = self._check(X)
        response = response_of(self.estimator_)
        default = 0.5 if response == "predict_proba" else 0.0
        if response == "predict" or self.threshold_ == default:
            return np.asarray(self.estimator_.predict(X))
        scores = response_for(self.estimator_, X, response, self.classes_[self._minority])
        codes = np.where(scores > self.threshold_, self._minority, 1 - self._minority)
        return np.asarray(self.classes_[codes])

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Array:
        """The probabilities of the classes, put right as `calibration` says: with a map of scores
        also where the estimator itself has none.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        probabilities : ndarray of shape (n_samples, 2)
            In the order of `classes_`.
        """
        X = self._check(X)
        if self.calibration in _MAPS:
            method = score_method(self.estimator_)
            scores = response_for(self.estimator_, X, method, self.classes_[self._minority])
            rare = calibrated(self.calibrator_, scores)
            both = (rare, 1.0 - rare)
            return np.column_stack(both if self._minority == 0 else both[::-1])
        probabilities = np.asarray(self.estimator_.predict_proba(X))
        if self.calibration is None:
            return probabilities
        minority, majority = self.sampler_._prior_correction
        factors = np.where(np.arange(2) == self._minority, minority, majority)
        weighted = probabilities * factors
        return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))

    @_estimator_has("decision_function")  # type: ignore[untyped-decorator]
    def decision_function(self, X: Any) -> Array:
        """The decision values of the estimator for the second class.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        values : ndarray of shape (n_samples,)
            Larger for rows that are more likely of `classes_[1]`.
        """
        X = self._check(X)
        return np.asarray(self.estimator_.decision_function(X))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        own = get_tags(self.estimator)
        tags.input_tags.sparse = own.input_tags.sparse
        tags.input_tags.allow_nan = own.input_tags.allow_nan
        tags.input_tags.string = own.input_tags.string
        tags.input_tags.categorical = own.input_tags.categorical
        # The search knows two classes so far.
        tags.classifier_tags.multi_class = False
        return tags
