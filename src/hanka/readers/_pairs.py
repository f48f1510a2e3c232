"""Which columns are training, which validation: a log's names become Keras' (`loss`, `val_loss`, …)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from hanka.errors import InputError, nearest
from hanka.history import History
from hanka.messages import gettext as _

__all__ = ["canonical", "is_metric", "is_split", "named", "rename"]

_PARTS = {
    **dict.fromkeys(("train", "training", "tr", "trn"), ""),
    **dict.fromkeys(("val", "valid", "validation", "eval", "evaluation", "dev"), "val_"),
    **dict.fromkeys(("test", "testing"), "test_"),
}
_WORDS = {"losses": "loss", "acc": "accuracy", "accs": "accuracy", "accuracies": "accuracy", "err": "error"}
_JAPANESE = {
    **dict.fromkeys(("訓練", "学習"), " train "),
    "検証": " val ",
    "テスト": " test ",
    "損失": " loss ",
    **dict.fromkeys(("正解率", "精度"), " accuracy "),
}
_RATE = re.compile(r"(learning[_ ]?rate|lr|学習率).*", re.IGNORECASE)
_IDLE = frozenset({"metrics", "epoch", "avg", "average"})
"""Words of a column's name that say nothing of what it measures, as in Lightning's `train_loss_epoch`."""

_MEASURES = re.compile(
    r"loss|accuracy|error|mse|mae|rmse|mape|perplexity|ppl|nll|cross_?entropy|auc|f1|precision|recall|dice|iou|map"
    r"|bleu|rouge|r2|score|kl_?divergence|kld|cosine_similarity|huber|hinge|poisson|wer|cer|top_?\d|psnr|ssim|elbo"
)


def canonical(name: str) -> str:
    """Keras' name for a column.

    >>> [canonical(name) for name in ("train_loss", "eval_loss", "Valid Acc", "val/box_loss", "trainLosses")]
    ['loss', 'val_loss', 'val_accuracy', 'val_box_loss', 'loss']
    >>> canonical("metrics/mAP50(B)"), canonical("train_loss_epoch"), canonical("val_loss_se")
    ('map50_b', 'loss', 'val_loss_se')
    >>> canonical("検証損失"), canonical("lr")
    ('val_loss', 'learning_rate')
    """
    if _RATE.fullmatch(name.strip()):
        return "learning_rate"
    for word, english in _JAPANESE.items():
        name = name.replace(word, english)
    words = re.sub(r"([a-z])([A-Z][a-z])", r"\1_\2", name.strip()).lower()
    parts = [_WORDS.get(word, word) for word in re.split(r"[^a-z0-9]+", words) if word]
    place = next((i for i, part in enumerate(parts) if part in _PARTS), None)
    prefix = "" if place is None else _PARTS[parts.pop(place)]
    base = "_".join(part for part in parts if part not in _IDLE)
    return prefix + base if base else "_".join(parts) or name


def is_metric(name: str) -> bool:
    """Whether a column's name is that of something training lowers or raises.

    >>> [is_metric(name) for name in ("val_loss", "train_acc", "learning_rate", "epoch", "eval_runtime")]
    [True, True, False, False, False]
    """
    return bool(_MEASURES.search(canonical(name)))


def is_split(name: str) -> bool:
    """Whether a name is that of a part of the data, as `train` or `valid`."""
    return name.strip().lower() in _PARTS


def named(history: History, mapping: Mapping[str, str]) -> History:
    """The history with its metrics under Keras' names; `mapping` as for `rename`."""
    names = rename({name: int(np.isfinite(v).sum()) for name, v in history.metrics.items()}, mapping)
    return replace(
        history,
        metrics={names[column]: values for column, values in history.metrics.items()},
        columns={names[column]: column for column in history.metrics if names[column] != column},
    )


def rename(columns: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, str]:
    """A log's column → its name in the history.

    Args:
        columns: name → how many finite values it has: of two columns that would share a name, the fuller
            takes it.
        mapping: the user's own, Keras' name → the log's column; it goes before every guess.

    Raises:
        InputError: the mapping names a column that isn't there.

    >>> rename({"epoch": 3, "train_loss": 3, "test_loss": 3}, {})
    {'epoch': 'epoch', 'train_loss': 'loss', 'test_loss': 'test_loss'}
    >>> rename({"a": 3, "b": 3}, {"loss": "a", "val_loss": "b"})
    {'a': 'loss', 'b': 'val_loss'}
    """
    for column in mapping.values():
        if column not in columns:
            raise InputError(
                _("there is no column '{name}'; {nearest}").format(
                    name=column, nearest=nearest(column, columns)
                )
            )
    names = {column: name for name, column in mapping.items()}
    taken = set(names.values())
    for column in _fullest_first(columns):
        if column in names:
            continue
        name = canonical(column) if is_metric(column) or _RATE.fullmatch(column.strip()) else column
        while name in taken:  # somebody else's: it keeps its own
            name = column if name != column else f"{column}_"
        names[column] = name
        taken.add(name)
    return {column: names[column] for column in columns}


def _fullest_first(columns: Mapping[str, int]) -> Iterable[str]:
    return sorted(columns, key=lambda name: -columns[name])
