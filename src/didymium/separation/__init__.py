"""How elements part: equilibrium, cascade, design, sequence and cost of solvent extraction.

A case is read by ``case``; ``factors`` says how strongly each element of a system is extracted (``constants.factors``
for a system by name); a model turns a case into a ``Simulation``.
"""

from didymium.separation.answer import answer as answer
from didymium.separation.arrange import Arrangement as Arrangement
from didymium.separation.case import Case as Case
from didymium.separation.case import Circuit as Circuit
from didymium.separation.case import Targets as Targets
from didymium.separation.case import read as read
from didymium.separation.factors import Factors as Factors
from didymium.separation.factors import Level as Level
from didymium.separation.feed import Feed as Feed
from didymium.separation.proposal import Proposal as Proposal
from didymium.separation.result import Simulation as Simulation
from didymium.separation.result import Stage as Stage
from didymium.separation.section import CaseError as CaseError
