"""Observed crises, and what was laid down before the model was compared with them."""
