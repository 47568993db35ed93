"""The reference case: a synthetic rare-earth chain as arrays, as a chain folder, and in the layers of our peers."""

from benchmarks.reference.case import Case as Case
from benchmarks.reference.case import make as make
from benchmarks.reference.folder import reference_cost as reference_cost
from benchmarks.reference.folder import write as write
