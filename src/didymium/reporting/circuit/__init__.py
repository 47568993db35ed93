"""Reports of extraction circuits: simulated, designed or put in sequence; as text, HTML and XLSX.

The page (:mod:`didymium.reporting.circuit.html`) and the workbook (:mod:`didymium.reporting.circuit.xlsx`) are imported
where they are written: their libraries take time to load.
"""

from didymium.reporting.circuit.input import Assumed as Assumed
from didymium.reporting.circuit.input import CircuitInput as CircuitInput
from didymium.reporting.circuit.input import CutFacts as CutFacts
from didymium.reporting.circuit.input import Fact as Fact
from didymium.reporting.circuit.input import Outlet as Outlet
from didymium.reporting.circuit.input import Product as Product
from didymium.reporting.circuit.input import Profile as Profile
from didymium.reporting.circuit.text import circuit_text as circuit_text
