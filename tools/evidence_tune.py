"""Fit the encoder that reads a sentence before its stretches are weighed: ``python -m tools.evidence_tune BASE [--check]``.

``BASE`` is the folder of a small public language model (``all-MiniLM-L6-v2``, Apache-2.0: ``model.safetensors`` and
``tokenizer.json``). Its first layers are fine-tuned on the marked items of :mod:`tools.evidence_fit`: a stretch is told by the mean
and the highest of its pieces and by the mean of its sentence, to which weights of its traits are added. What is written,
``encoder.npz``, holds eight bits a weight. ``--check`` fits on nine tenths of the items, counts on the others by each model and by
both, and writes nothing. Needs jax, optax and safetensors (no extra of this package: nobody who reads or tests needs them) and half
an hour on two cores.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from safetensors.numpy import load_file

from didymium.evidence import encoder, weigh
from didymium.evidence.wordpiece import LONGEST, Pieces, cut
from tools import evidence_fit as fit

LAYERS = 3  # of the six of the base: each costs a third of the time that reading takes
ROUNDS = 3
RATE, HEAD_RATE, TRAIT_RATE = 1e-4, 1e-3, 5e-3
RIDGE = 1e-3  # of the weights of traits
HEADS, WIDE = 12, 384
COMMON = 20_000  # pieces of the base's vocabulary that are kept (it is ordered by how common they are), with all that were met
BATCH, MOST = 24, 160  # sentences and stretches of a step
SEEN = 2
FAR = -1e9
Tree = dict[str, Any]


@dataclass
class Sentence:
    """A sentence with its stretches: their pieces, traits, and how likely each class is by the readers."""

    pieces: Pieces
    spans: list[tuple[int, int]]
    traits: list[list[str]]
    wanted: list[np.ndarray]
    weight: float


def base_words(folder: Path) -> list[str]:
    """The vocabulary of the base, by number."""
    known = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(known, key=known.__getitem__)


def kept(words: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Numbers of the pieces that are kept: the common ones in Latin letters, and all that occur in some texts."""
    whole = {w: i for i, w in enumerate(words)}
    met = {i for text in texts for i in cut(text, whole).ids}
    plain = {i for i, w in enumerate(words[:COMMON]) if w.isascii() and not w.startswith("[unused")}
    return sorted(met | plain)


def sentences(found: Sequence[fit.Item], vocabulary: dict[str, int]) -> list[Sentence]:
    """All sentences with stretches of some items."""
    out = []
    for one in found:
        wanted = np.zeros((sum(map(len, one.groups)), len(weigh.CLASSES)))
        for marked in one.readings:
            for i, kind in enumerate(fit.labels(one, marked)):
                wanted[i, weigh.CLASSES.index(kind)] += 1 / len(one.readings)
        by: dict[tuple[int, str], Sentence] = {}
        flat = iter(wanted)
        for group, told in zip(one.groups, one.told, strict=True):
            for stretch, traits in zip(group, told, strict=True):
                key = stretch.place.at, stretch.place.text
                here = by.setdefault(key, Sentence(cut(key[1], vocabulary), [], [], [], one.weight))
                here.spans.append((stretch.piece.start, stretch.piece.end))
                here.traits.append(traits)
                here.wanted.append(next(flat))
        out += by.values()
    return out


def batches(every: Sequence[Sentence], traits: dict[str, int]) -> Iterator[dict[str, np.ndarray]]:
    """Sentences of like length together, padded to a few sizes."""
    queue = sorted(every, key=lambda s: len(s.pieces.ids))
    while queue:
        some: list[Sentence] = []
        while queue and len(some) < BATCH and (not some or sum(len(s.spans) for s in some) + len(queue[0].spans) <= MOST):
            some.append(queue.pop(0))
        yield batch(some, traits)


def batch(some: Sequence[Sentence], traits: dict[str, int]) -> dict[str, np.ndarray]:
    """Some sentences as arrays: pieces, which of them each stretch has, its traits, what is wanted."""
    long = next(n for n in (32, 48, 64, 96, LONGEST) if n >= max(len(s.pieces.ids) for s in some))
    many = next(n for n in (MOST, 2 * MOST, 8 * MOST) if n >= sum(len(s.spans) for s in some))
    out = {
        "ids": np.zeros((BATCH, long), np.int32),
        "there": np.zeros((BATCH, long), np.float32),
        "of": np.zeros(many, np.int32),
        "inside": np.zeros((many, long), np.float32),
        "traits": np.zeros((many, 160), np.int32),
        "wanted": np.zeros((many, len(weigh.CLASSES)), np.float32),
        "weight": np.zeros(many, np.float32),
    }
    out["there"][:, 0] = 1
    at = 0
    for row, one in enumerate(some):
        out["ids"][row, : len(one.pieces.ids)] = one.pieces.ids
        out["there"][row, : len(one.pieces.ids)] = 1
        for span, told, wanted in zip(one.spans, one.traits, one.wanted, strict=True):
            out["of"][at] = row
            out["inside"][at, encoder.inside(one.pieces, *span)] = 1
            known = [traits[t] for t in told if t in traits][:160]
            out["traits"][at, : len(known)] = known
            out["wanted"][at] = wanted
            out["weight"][at] = one.weight
            at += 1
    return out


def begun(base: Path, keep: Sequence[int], traits: int) -> Tree:
    """Parameters of the base with a new head."""
    w = {k.removeprefix("bert."): v.astype(np.float32) for k, v in load_file(base / "model.safetensors").items()}
    rng = np.random.default_rng(0)
    tree: Tree = {
        "words": w["embeddings.word_embeddings.weight"][list(keep)],
        "places": w["embeddings.position_embeddings.weight"][:LONGEST] + w["embeddings.token_type_embeddings.weight"][0],
        "scale": w["embeddings.LayerNorm.weight"],
        "shift": w["embeddings.LayerNorm.bias"],
        "head": (rng.standard_normal((3 * WIDE, len(weigh.CLASSES))) * 0.02).astype(np.float32),
        "constant": np.zeros(len(weigh.CLASSES), np.float32),
        "traits": np.zeros((traits + 1, len(weigh.CLASSES)), np.float32),
        "layers": [],
    }
    for i in range(LAYERS):
        p = f"encoder.layer.{i}."
        three = ("query", "key", "value")
        tree["layers"].append(
            {
                "qkv": np.concatenate([w[f"{p}attention.self.{n}.weight"].T for n in three], 1),
                "qkv_shift": np.concatenate([w[f"{p}attention.self.{n}.bias"] for n in three]),
                "out": w[p + "attention.output.dense.weight"].T,
                "out_shift": w[p + "attention.output.dense.bias"],
                "scale1": w[p + "attention.output.LayerNorm.weight"],
                "shift1": w[p + "attention.output.LayerNorm.bias"],
                "up": w[p + "intermediate.dense.weight"].T,
                "up_shift": w[p + "intermediate.dense.bias"],
                "down": w[p + "output.dense.weight"].T,
                "down_shift": w[p + "output.dense.bias"],
                "scale2": w[p + "output.LayerNorm.weight"],
                "shift2": w[p + "output.LayerNorm.bias"],
            }
        )
    return tree


def _level(x: jax.Array, scale: jax.Array, shift: jax.Array) -> jax.Array:
    mean = x.mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(((x - mean) ** 2).mean(-1, keepdims=True) + encoder.TINY) * scale + shift


def _dropped(x: jax.Array, key: jax.Array, share: float) -> jax.Array:
    return jnp.where(jax.random.bernoulli(key, 1 - share, x.shape), x / (1 - share), 0.0)


def scores(tree: Tree, b: dict[str, jax.Array], key: jax.Array) -> jax.Array:
    """Scores of every stretch by class, with dropout; :mod:`didymium.evidence.encoder` is the same without."""
    rows, long = b["ids"].shape
    x = _level(tree["words"][b["ids"]] + tree["places"][:long], tree["scale"], tree["shift"])
    far = (1 - b["there"])[:, None, None, :] * FAR
    for n, layer in enumerate(tree["layers"]):
        one, two = jax.random.split(jax.random.fold_in(key, n))
        parts = jnp.split(x @ layer["qkv"] + layer["qkv_shift"], 3, -1)
        q, k, v = (a.reshape(rows, long, HEADS, -1).transpose(0, 2, 1, 3) for a in parts)
        seen = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(WIDE / HEADS) + far, -1) @ v
        seen = seen.transpose(0, 2, 1, 3).reshape(rows, long, WIDE) @ layer["out"] + layer["out_shift"]
        x = _level(x + _dropped(seen, one, 0.1), layer["scale1"], layer["shift1"])
        up = jax.nn.gelu(x @ layer["up"] + layer["up_shift"]) @ layer["down"] + layer["down_shift"]
        x = _level(x + _dropped(up, two, 0.1), layer["scale2"], layer["shift2"])
    whole = (x * b["there"][..., None]).sum(1) / b["there"].sum(1)[:, None]
    inside = b["inside"][..., None]
    own = x[b["of"]]
    mean = (own * inside).sum(1) / jnp.maximum(inside.sum(1), 1)
    highest = jnp.where(inside > 0, own, -1e4).max(1)
    told = jnp.concatenate([mean, highest, whole[b["of"]]], -1)
    weights = tree["traits"][b["traits"]] * (b["traits"] > 0)[..., None]
    return _dropped(told, jax.random.fold_in(key, 99), 0.2) @ tree["head"] + tree["constant"] + weights.sum(1)


def _loss(tree: Tree, b: dict[str, jax.Array], key: jax.Array) -> jax.Array:
    miss = -(jax.nn.log_softmax(scores(tree, b, key)) * b["wanted"]).sum(-1) * b["weight"]
    return miss.sum() / jnp.maximum(b["weight"].sum(), 1) + RIDGE * (tree["traits"] ** 2).sum() + 1e-4 * (tree["head"] ** 2).sum()


def tuned(tree: Tree, steps: Sequence[dict[str, np.ndarray]]) -> Tree:
    """The parameters after all rounds; prints how each went."""
    total = len(steps) * ROUNDS
    slope = optax.warmup_cosine_decay_schedule(0.0, 1.0, total // 10, total, 0.02)
    kinds = {k: "trait" if k == "traits" else "head" if k in ("head", "constant") else "base" for k in tree}
    ways = {
        "base": optax.adamw(lambda s: RATE * slope(s), weight_decay=0.01),
        "head": optax.adam(lambda s: HEAD_RATE * slope(s)),
        "trait": optax.adam(lambda s: TRAIT_RATE * slope(s)),
    }
    way = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(ways, kinds))
    state = way.init(tree)

    @jax.jit
    def step(tree: Tree, state: Any, b: dict[str, jax.Array], key: jax.Array) -> tuple[Tree, Any, jax.Array]:
        loss, slopes = jax.value_and_grad(_loss)(tree, b, key)
        change, state = way.update(slopes, state, tree)
        return optax.apply_updates(tree, change), state, loss

    rng, key = np.random.default_rng(0), jax.random.PRNGKey(0)
    for n in range(ROUNDS):
        begin, lost = time.time(), []
        for i in rng.permutation(len(steps)):
            key, now = jax.random.split(key)
            tree, state, loss = step(tree, state, steps[i], now)
            lost.append(float(loss))
        print(f"round {n + 1} of {ROUNDS}: loss {np.mean(lost):.4f}, {time.time() - begin:.0f} s", flush=True)
    return jax.tree.map(np.asarray, tree)


def fitted(base: Path, found: Sequence[fit.Item], path: Path) -> None:
    """Fit on some items and write the model to a file."""
    words = base_words(base)
    keep = kept(words, [s.place.text for one in found for group in one.groups for s in group[:1]])
    vocabulary = {words[i]: n for n, i in enumerate(keep)}
    every = sentences(found, vocabulary)
    seen = Counter(t for s in every for told in s.traits for t in set(told))
    traits = {t: n for n, t in enumerate(sorted(t for t, c in seen.items() if c >= SEEN), start=1)}
    print(f"{len(found)} items, {len(every)} sentences, {len(vocabulary)} pieces, {len(traits)} traits", flush=True)
    tree = tuned(begun(base, keep, len(traits)), list(batches(every, traits)))
    claims = sum(len(one.readings[0]) for one in found)
    encoder.write(path, tree, list(vocabulary), list(traits), f"{len(found)} marked items ({claims} claims)")


def check(base: Path, found: Sequence[fit.Item]) -> None:
    """Fit both models on nine tenths of the items and print how each, and their mean, do on the others."""
    order = np.random.default_rng(1).permutation(len(found))
    test = [found[i] for i in order[:: fit.FOLDS]]
    rest = [one for one in found if not any(one is other for other in test)]
    with TemporaryDirectory() as folder:
        fitted(base, rest, Path(folder) / "encoder.npz")
        model = encoder.load(Path(folder) / "encoder.npz")
    linear = fit.Model(rest)
    plain = [linear.odds(one) for one in test]
    close = [closely(model, one) for one in test]
    both = [
        [[weigh.averaged(a, b) for a, b in zip(*g, strict=True)] for g in zip(*one, strict=True)] for one in zip(plain, close, strict=True)
    ]
    for name, odds in (("linear", plain), ("encoder", close), ("mean", both)):
        fit.report(name, test, odds)


def closely(model: encoder.Encoder, one: fit.Item) -> list[list[weigh.Chances]]:
    """What a model says of the stretches of an item, by group."""
    out = []
    for group, told in zip(one.groups, one.told, strict=True):
        (seen,) = encoder.read(model, [group[0].place.text])
        out.append(weigh.softened(encoder.scores(model, seen, [(s.piece.start, s.piece.end) for s in group], told)))
    return out


def main(arguments: Sequence[str]) -> None:
    """Fit on all that may be fitted on and write; or check."""
    base = Path(next(a for a in arguments if not a.startswith("--")))
    if "--check" in arguments:
        check(base, fit.load([fit.GOLD / name for name in fit.FITTED]))
    else:
        fitted(base, fit.everything(), fit.FOLDER / "encoder.npz")


if __name__ == "__main__":
    main(sys.argv[1:])
