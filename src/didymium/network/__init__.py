"""How the chain hangs together: tables to index sets and incidence arrays."""

from didymium.network.activities import cost_items as cost_items
from didymium.network.activities import recipe_costs as recipe_costs
from didymium.network.index import Network as Network
from didymium.network.index import build as build
