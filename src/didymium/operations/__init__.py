"""What happened: actuals, the bridge between two periods, targets, the year's end.

Figures come from a folder of actuals (:mod:`didymium.operations.actuals`); everything else is computed from them.
"""

from didymium.operations.actuals import read as read
from didymium.operations.bridge import Bridge as Bridge
from didymium.operations.bridge import Compared as Compared
from didymium.operations.bridge import Step as Step
from didymium.operations.bridge import compare as compare
from didymium.operations.disagree import disagreements as disagreements
from didymium.operations.figure import Book as Book
from didymium.operations.figure import Figure as Figure
from didymium.operations.forecast import Forecast as Forecast
from didymium.operations.forecast import forecasts as forecasts
from didymium.operations.goal import Goal as Goal
from didymium.operations.goal import Orders as Orders
from didymium.operations.goal import goals as goals
from didymium.operations.goal import orders as orders
from didymium.operations.move import Move as Move
from didymium.operations.move import moves as moves
from didymium.operations.reconcile import ReconcileError as ReconcileError
from didymium.operations.remark import Remark as Remark
from didymium.operations.span import Span as Span
from didymium.operations.span import label as label
from didymium.operations.span import span as span
from didymium.operations.state import ReviewError as ReviewError
from didymium.operations.state import asked as asked
