"""Reports of stress tests and of weeks of cover: as text, HTML and XLSX.

The page (:mod:`didymium.reporting.stress.html`) and the workbook (:mod:`didymium.reporting.stress.xlsx`) are imported
where they are written: their libraries take time to load.
"""

from didymium.reporting.stress.input import Coordination as Coordination
from didymium.reporting.stress.input import CoverInput as CoverInput
from didymium.reporting.stress.input import Loss as Loss
from didymium.reporting.stress.input import Measure as Measure
from didymium.reporting.stress.input import Part as Part
from didymium.reporting.stress.input import Short as Short
from didymium.reporting.stress.input import StressInput as StressInput
from didymium.reporting.stress.text import cover_text as cover_text
from didymium.reporting.stress.text import stress_text as stress_text
