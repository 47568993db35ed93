"""Reports of what documents say: as text, HTML (each claim beside its source) and XLSX.

The page (:mod:`didymium.reporting.claims.html`) and the workbook (:mod:`didymium.reporting.claims.xlsx`) are imported
where they are written: their libraries take time to load.
"""

from didymium.reporting.claims.input import ClaimsInput as ClaimsInput
from didymium.reporting.claims.input import Item as Item
from didymium.reporting.claims.input import Paper as Paper
from didymium.reporting.claims.text import claims_text as claims_text
from didymium.reporting.claims.text import watch_text as watch_text
