"""The blocks of a brief, in the order in which a reader asks."""

from didymium.reporting.blocks.every import blocks as blocks
