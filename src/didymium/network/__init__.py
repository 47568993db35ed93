"""How the chain hangs together: tables to index sets and incidence arrays."""

from didymium.network.index import Network as Network
from didymium.network.index import build as build
from didymium.network.index import cost_items as cost_items
from didymium.network.index import recipe_costs as recipe_costs
