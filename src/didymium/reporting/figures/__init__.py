"""The charts of a brief: each turns facts into views with a finding, marks and a table."""

from didymium.reporting.figures.backcast import backcast as backcast
from didymium.reporting.figures.capacity import capacity as capacity
from didymium.reporting.figures.figure import LONG as LONG
from didymium.reporting.figures.figure import Figure as Figure
from didymium.reporting.figures.figure import script as script
from didymium.reporting.figures.hindcast import hindcast as hindcast
from didymium.reporting.figures.price import price as price
from didymium.reporting.figures.sankey import sankey as sankey
from didymium.reporting.figures.value import value as value
