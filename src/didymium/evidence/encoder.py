"""A small language model that reads a sentence, and what it says of each of its stretches.

Three layers of MiniLM (Wang et al. 2020; sentence-transformers/all-MiniLM-L6-v2, Apache-2.0), fine-tuned by
``tools/evidence_tune.py`` on marked items and kept with eight bits a weight in ``encoder.npz``. It is read with numpy alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.evidence.wordpiece import Pieces, cut

HEADS = 12
TINY = 1e-12
SMALL = 0.02  # weights of traits below are not kept
_COARSE = 100_000  # entries from which on an array is kept with eight bits
_GELU = 0.7978845608028654  # square root of 2 / pi

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Encoder:
    """The model: its vocabulary and traits by number, its arrays and those of its layers by name."""

    vocabulary: Mapping[str, int]
    traits: Mapping[str, int]
    arrays: Mapping[str, Floats]
    words: NDArray[np.int8]
    scales: Floats  # of the rows of ``words``
    layers: tuple[Mapping[str, Floats], ...]
    about: str  # what it was fitted on


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence as the model sees it: its pieces, a vector of each, and their mean."""

    pieces: Pieces
    vectors: Floats
    whole: Floats


def inside(pieces: Pieces, start: int, end: int) -> list[int]:
    """Numbers of the pieces that lie in ``[start, end)`` of the sentence; the first where none does.

    >>> inside(Pieces((0, 3, 4, 1), ((0, 0), (0, 3), (4, 7), (0, 0))), 4, 7), inside(Pieces((0, 1), ((0, 0), (0, 0))), 0, 5)
    ([2], [0])
    """
    return [i for i, (a, b) in enumerate(pieces.spans) if start <= a < b <= end] or [0]


@cache
def shipped() -> Encoder:
    """The model that comes with the package."""
    with resources.as_file(resources.files("didymium.evidence").joinpath("encoder.npz")) as path:
        return load(path)


def load(path: Path) -> Encoder:
    """A model from its file."""
    with np.load(path) as file:
        kept = {name: file[name] for name in file.files}
    vocabulary, traits, (about,) = (_lines(kept.pop(n)) for n in ("vocabulary", "trait_names", "about"))
    words, scales = kept.pop("words"), kept.pop("words:scale").astype(np.float32)
    arrays = {n: a.astype(np.float32) for n, a in kept.items() if not n.endswith(":scale")}
    for name, scale in kept.items():
        if name.endswith(":scale"):
            arrays[name.removesuffix(":scale")] *= scale.astype(np.float32)
    layers: list[dict[str, Floats]] = []
    for name in sorted(n for n in arrays if n.startswith("layers.")):
        _, number, part = name.split(".")
        while len(layers) <= int(number):
            layers.append({})
        layers[int(number)][part] = arrays.pop(name)
    known = {t: i for i, t in enumerate(traits, start=1)}
    return Encoder({w: i for i, w in enumerate(vocabulary)}, known, arrays, words, scales, tuple(layers), about)


def _lines(array: NDArray[Any]) -> list[str]:
    return str(array.tobytes(), "utf-8").split("\n")


def write(path: Path, tree: Mapping[str, Any], vocabulary: Sequence[str], traits: Sequence[str], about: str) -> None:
    """Write the parameters of a fitted model; ``tree`` is that of ``tools/evidence_tune.py``, ``about`` what it was fitted on."""
    flat = {k: v for k, v in tree.items() if k not in ("layers", "traits")}
    flat |= {f"layers.{i}.{k}": v for i, layer in enumerate(tree["layers"]) for k, v in layer.items()}
    strong: list[int] = np.flatnonzero(np.abs(tree["traits"][1:]).max(1) >= SMALL).tolist()
    out: dict[str, NDArray[Any]] = {"traits": np.concatenate([tree["traits"][:1], tree["traits"][1:][strong]]).astype(np.float16)}
    for name, array in flat.items():
        if array.size < _COARSE:
            out[name] = array.astype(np.float16)
            continue
        scale = np.abs(array).max(1 if name == "words" else 0, keepdims=True) / 127
        out[name] = np.rint(array / scale).astype(np.int8)
        out[f"{name}:scale"] = scale.astype(np.float16)
    for name, lines in (("vocabulary", vocabulary), ("trait_names", [traits[i] for i in strong]), ("about", [about])):
        out[name] = np.frombuffer("\n".join(lines).encode(), np.uint8)
    np.savez_compressed(path, **out)  # type: ignore[arg-type]


def read(model: Encoder, texts: Sequence[str]) -> list[Reading]:
    """Sentences as the model sees them, all in one pass."""
    cuts = [cut(text, model.vocabulary) for text in texts]
    if not cuts:
        return []
    a = model.arrays
    ids = np.concatenate([np.array(c.ids) for c in cuts])
    ends = np.cumsum([len(c.ids) for c in cuts])
    spans = [slice(end - len(c.ids), end) for c, end in zip(cuts, ends, strict=True)]
    places = np.concatenate([np.arange(len(c.ids)) for c in cuts])
    x: Floats = model.words[ids].astype(np.float32) * model.scales[ids] + a["places"][places]
    x = _level(x, a["scale"], a["shift"])
    for layer in model.layers:
        x = _layer(x, spans, layer)
    return [Reading(c, x[s], x[s].mean(0)) for c, s in zip(cuts, spans, strict=True)]


def _level(x: Floats, scale: Floats, shift: Floats) -> Floats:
    x = x - x.mean(-1, keepdims=True, dtype=np.float32)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + TINY)
    return x * scale + shift


def _layer(x: Floats, spans: Sequence[slice], w: Mapping[str, Floats]) -> Floats:
    """One layer: each piece looks at those of its sentence, then for itself."""
    many, wide = x.shape
    three = (x @ w["qkv"] + w["qkv_shift"]).reshape(many, 3, HEADS, wide // HEADS)
    seen = np.empty_like(x)
    for span in spans:
        q, k, v = three[span].transpose(1, 2, 0, 3)
        odds = q @ k.transpose(0, 2, 1)
        odds /= np.float32(np.sqrt(wide / HEADS))
        odds -= odds.max(-1, keepdims=True)
        np.exp(odds, out=odds)
        odds /= odds.sum(-1, keepdims=True)
        seen[span] = (odds @ v).transpose(1, 0, 2).reshape(-1, wide)
    x = _level(x + seen @ w["out"] + w["out_shift"], w["scale1"], w["shift1"])
    up: Floats = x @ w["up"] + w["up_shift"]
    return _level(x + _bent(up) @ w["down"] + w["down_shift"], w["scale2"], w["shift2"])


def _bent(x: Floats) -> Floats:
    """GELU by its tanh form, written with an exponential, which is quicker: ``x / (1 + exp(-2 y))``, ``y = a (x + b x^3)``."""
    z = x * x
    z *= np.float32(-2 * _GELU * 0.044715)
    z -= np.float32(2 * _GELU)
    z *= x
    np.exp(np.minimum(z, 80), out=z)
    z += 1
    bent: Floats = x / z
    return bent


def scores(model: Encoder, seen: Reading, spans: Sequence[tuple[int, int]], traits: Sequence[Sequence[str]]) -> Floats:
    """Scores of stretches of one sentence by class: rows of ``spans`` (characters), columns as the model was fitted."""
    a = model.arrays
    out = np.empty((len(spans), a["constant"].size), np.float32)
    for i, ((start, end), told) in enumerate(zip(spans, traits, strict=True)):
        own = seen.vectors[inside(seen.pieces, start, end)]
        features = np.concatenate([own.mean(0), own.max(0), seen.whole])
        known = [model.traits[t] for t in told if t in model.traits]
        out[i] = features @ a["head"] + a["constant"] + a["traits"][known].sum(0)
    return out
