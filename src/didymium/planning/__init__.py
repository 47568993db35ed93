"""What to do: the coordinated plan as a linear programme, its prices and its reasons."""

from didymium.planning.backcast import Backcast as Backcast
from didymium.planning.backcast import backcast as backcast
from didymium.planning.leaders import leaders as leaders
from didymium.planning.live import Change as Change
from didymium.planning.live import Live as Live
from didymium.planning.live import SolveError as SolveError
from didymium.planning.lp import Lp as Lp
from didymium.planning.lp import assemble as assemble
from didymium.planning.owner import restrict as restrict
from didymium.planning.owner import sites_of as sites_of
from didymium.planning.solve import Infeasible as Infeasible
from didymium.planning.solve import Plan as Plan
from didymium.planning.solve import held as held
from didymium.planning.solve import solve as solve
