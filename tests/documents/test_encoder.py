"""The small language model: how words are cut, that a sentence is read alike alone and among others, and what is kept of its weights."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import evidence_fit

from didymium.evidence import encoder, weigh
from didymium.evidence.wordpiece import LONGEST, cut

SENTENCES = (
    "The ministry ordered the plants to stop.",
    "Baotou’s smelters réopened in May, and nobody said why they had been shut for so long.",
    "",
    "中国 rare earths",
)


@given(st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_text_is_cut_into_pieces_in_order_that_lie_in_it(text):
    found = cut(text, encoder.shipped().vocabulary)
    assert len(found.ids) == len(found.spans) <= LONGEST
    inner = found.spans[1:-1]
    assert all(0 <= a < b <= len(text) for a, b in inner)
    assert all(b <= c for (_, b), (c, _) in pairwise(inner))


def test_a_sentence_is_read_alike_alone_and_among_others():
    model = encoder.shipped()
    for text, among in zip(SENTENCES, encoder.read(model, SENTENCES), strict=True):
        (alone,) = encoder.read(model, [text])
        assert np.allclose(alone.vectors, among.vectors, atol=1e-4)
    assert encoder.read(model, []) == []


def test_what_stands_behind_the_longest_sentence_is_told_by_its_beginning():
    model = encoder.shipped()
    text = "rare earths " * LONGEST
    (seen,) = encoder.read(model, [text])
    told = encoder.scores(model, seen, [(0, 11), (len(text) - 12, len(text))], [[], []])
    assert told.shape == (2, len(weigh.CLASSES))
    assert np.isfinite(told).all()


def test_eight_bits_a_weight_keep_what_was_written(tmp_path):
    rng = np.random.default_rng(1)
    wide = encoder.HEADS * 2
    tree = {
        "words": rng.standard_normal((6_000, wide)).astype(np.float32),
        "places": np.zeros((LONGEST, wide), np.float32),
        "scale": np.ones(wide, np.float32),
        "shift": np.zeros(wide, np.float32),
        "head": np.ones((3 * wide, 6), np.float32),
        "constant": np.arange(6, dtype=np.float32),
        "traits": np.array([[0.0] * 6, [0.5] * 6, [0.001] * 6], np.float32),
        "layers": [{"qkv": np.ones((wide, 3 * wide), np.float32)}, {"qkv": np.zeros((wide, 3 * wide), np.float32)}],
    }
    names = ["[CLS]", "[SEP]", "[UNK]", *(f"w{i}" for i in range(5_997))]
    encoder.write(tmp_path / "small.npz", tree, names, ["strong", "weak"], "nothing")
    model = encoder.load(tmp_path / "small.npz")
    assert model.words.dtype == np.int8
    assert np.abs(model.words * model.scales - tree["words"]).max() < np.abs(tree["words"]).max() / 200
    assert list(model.traits) == ["strong"]  # too small a weight is not kept
    assert [float(layer["qkv"].max()) for layer in model.layers] == [1.0, 0.0]
    assert (model.vocabulary["w7"], model.about) == (10, "nothing")


def test_it_was_fitted_on_the_same_items_as_the_linear_weights():
    head = evidence_fit.WEIGHTS.read_text(encoding="utf-8").splitlines()[0]
    assert encoder.shipped().about in head


def test_sure_pieces_are_not_read_closely(monkeypatch):
    """Where the linear model is sure of every stretch, the language model is not asked."""
    asked = []
    monkeypatch.setattr(weigh, "read_closely", lambda every, told: asked.append(every) or [(1.0,) + (0.0,) * 5] * len(every))
    for chance, times in ((0.9, 0), (0.55, 1)):
        asked.clear()
        monkeypatch.setattr(weigh, "chances", lambda told, chance=chance: (chance, 1 - chance, 0.0, 0.0, 0.0, 0.0))
        monkeypatch.setattr(weigh, "traits", lambda every: [[] for _ in every])
        weigh.chosen(_one())
        assert len(asked) == times


def _one():
    from tests.documents.test_weigh import every

    return every("Acme opened a mine")
