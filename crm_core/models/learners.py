"""The two models that learn who will: logistic regression and gradient boosting, each with all its preparation inside, and isotonic calibration of what it says.

scikit-learn is imported by who fits, not before: it takes seconds. It runs in one thread: on a busy machine its threads wait for each other far longer than the work takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from crm_core.models.columns import Columns
from crm_core.models.fitting import Array
from crm_core.models.quality import Hits, ranking

NAMES = ("logistic", "boosting")
FOLDS, SEED, CERTAIN, SMALLEST = 5, 5, 0.001, 50
BETWEEN = "\x1f"
BETTER = 0.005  # of AUC: by less, the model that is easier to explain is kept
PARAMETERS = {
    "logistic": {"C": 0.3, "max_iter": 2000},
    "boosting": {"learning_rate": 0.06, "max_iter": 100, "max_leaf_nodes": 8, "min_samples_leaf": 40, "l2_regularization": 1.0},
}


@contextmanager
def one_thread() -> Iterator[None]:
    """Around everything that scikit-learn does."""
    with _threads().limit(limits=1):
        yield


@cache
def _threads() -> Any:
    """The libraries under scikit-learn, once they are loaded; looking for them takes longer than most predictions."""
    import sklearn.ensemble  # noqa: F401 — loads them
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def pipeline(name: str, columns: Columns) -> Any:
    """The model called `name`, unfitted: numbers become ranks (logistic) or stay (boosting), what is not known is told as such, words become codes."""
    return _logistic(columns) if name == "logistic" else _boosting(columns)


def _logistic(columns: Columns) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler

    ranks = QuantileTransformer(n_quantiles=200, subsample=50_000, random_state=SEED)
    numbers = make_pipeline(ranks, SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), StandardScaler())
    words = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=20, feature_name_combiner=_named)
    return make_pipeline(_by_kind(ColumnTransformer, columns, numbers, words), LogisticRegression(**PARAMETERS["logistic"]))


def _named(column: str, word: str) -> str:
    return f"{column}{BETWEEN}{word}"


def _boosting(columns: Columns) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    words = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan, max_categories=50)
    places = list(range(len(columns.numbers), len(columns.names)))
    trees = HistGradientBoostingClassifier(
        categorical_features=places or None, early_stopping=False, random_state=SEED, **PARAMETERS["boosting"]
    )
    return make_pipeline(_by_kind(ColumnTransformer, columns, "passthrough", words), trees)


def _by_kind(transformer: Any, columns: Columns, numbers: Any, words: Any) -> Any:
    parts = [("numbers", numbers, list(columns.numbers)), ("words", words, list(columns.words))]
    return transformer([part for part in parts if part[2]], sparse_threshold=0.0)


@dataclass(frozen=True)
class Learned:
    """A fitted model: its name, its columns, and its calibration; `unseen` are the calibrated probabilities of those it was fitted to, each by models that had not seen it; `aucs`: AUC of both models so."""

    name: str
    columns: Columns
    fitted: Any
    calibration: Any
    unseen: Array
    aucs: dict[str, float]
    typical: dict[str, Any]

    def design(self, rows: pl.DataFrame) -> Array:
        """The numbers that the model reads of each row, all preparation done."""
        with one_thread():
            prepared: Array = np.asarray(self.fitted[0].transform(self.columns.of(rows)), dtype=np.float64)
        return prepared

    def of_design(self, design: Array) -> Array:
        """What the model says before calibration: the higher, the likelier."""
        with one_thread():
            raw: Array = self.fitted[-1].decision_function(design)
        return raw

    def score(self, rows: pl.DataFrame) -> Array:
        return self.of_design(self.design(rows))

    @property
    def places(self) -> dict[str, list[int]]:
        """Where the numbers of each column are in the design."""
        found: dict[str, list[int]] = {name: [] for name in self.columns.names}
        for at, name in enumerate(self.fitted[0].get_feature_names_out()):
            kind, _, rest = name.partition("__")
            plain = rest.partition(BETWEEN)[0] if kind == "words" else rest
            found[plain if plain in found else plain.removeprefix("missingindicator_")].append(at)
        return found

    @property
    def usual(self) -> pl.DataFrame:
        """The typical customer, as one row."""
        kinds = {**dict.fromkeys(self.columns.numbers, pl.Float64), **dict.fromkeys(self.columns.words, pl.String)}
        return pl.DataFrame([self.typical], schema=kinds)

    def probability(self, rows: pl.DataFrame) -> Array:
        """Calibrated; nobody is certain: from 0.1 to 99.9 %."""
        found: Array = np.clip(self.calibration.predict(self.score(rows)), CERTAIN, 1 - CERTAIN)
        return found


def fit(rows: pl.DataFrame, hit: Hits, columns: Columns, names: tuple[str, ...] = NAMES) -> Learned:
    """The better of the models `names`, by the AUC of scores out of five folds; boosting has to be better by more than half a point."""
    known, x = fold_of(hit), columns.of(rows)
    with one_thread():
        scores = {name: _out_of_fold(pipeline(name, columns), x, hit, known) for name in names}
        aucs = {name: ranking(hit, score) for name, score in scores.items()}
        best = max(aucs, key=lambda name: aucs[name] - (BETTER if name == "boosting" else 0.0))
        fitted = pipeline(best, columns).fit(x, hit)
        calibration, unseen = _isotonic(scores[best], hit), _calibrated_unseen(scores[best], hit, known)
    return Learned(best, columns, fitted, calibration, unseen, aucs, _typical(x, columns))


def fold_of(hit: Hits) -> Array:
    """The fold of each row, from 0: hits and others are dealt out evenly, in an order that chance made once."""
    generator, fold = np.random.default_rng(SEED), np.zeros(len(hit))
    for kind in (hit, ~hit):
        places = generator.permutation(np.flatnonzero(kind))
        fold[places] = np.arange(len(places)) % FOLDS
    return fold


def _out_of_fold(model: Any, x: pl.DataFrame, hit: Hits, fold: Array) -> Array:
    """The score of each row by a model fitted to the other folds."""
    from sklearn.base import clone

    scores = np.zeros(len(hit))
    for one in range(FOLDS):
        here = fold == one
        scores[here] = clone(model).fit(x.filter(pl.Series(~here)), hit[~here]).decision_function(x.filter(pl.Series(here)))
    return scores


def _isotonic(score: Array, hit: Hits) -> Any:
    """Isotonic regression of what happened on the score, in groups of at least fifty who follow each other: three customers make no probability."""
    from sklearn.isotonic import IsotonicRegression

    group = np.arange(len(hit)) * max(len(hit) // SMALLEST, 1) // len(hit)
    ranked = pl.DataFrame({"score": score, "hit": hit.astype(np.float64)}).sort("score").with_columns(pl.Series("group", group))
    steps = ranked.group_by("group").agg(pl.col("score", "hit").mean(), pl.len().alias("n")).sort("group")
    x, y, n = (steps[name].to_numpy() for name in ("score", "hit", "n"))
    return IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y, sample_weight=n)


def _calibrated_unseen(score: Array, hit: Hits, fold: Array) -> Array:
    """The probability of each row by the calibration of the other folds."""
    found = np.zeros(len(hit))
    for one in range(FOLDS):
        here = fold == one
        found[here] = _isotonic(score[~here], hit[~here]).predict(score[here])
    clipped: Array = np.clip(found, CERTAIN, 1 - CERTAIN)
    return clipped


def _typical(x: pl.DataFrame, columns: Columns) -> dict[str, Any]:
    """The middle number and the most frequent word of each column."""
    middles = {name: x[name].drop_nans().median() for name in columns.numbers}
    return middles | {name: x[name].mode().sort()[0] for name in columns.words}
