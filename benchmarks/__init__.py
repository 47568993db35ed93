"""Benchmarks: the reference case, the peers that build it, and what we take for it."""
