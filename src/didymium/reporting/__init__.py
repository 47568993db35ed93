"""Reports: the brief, the plan and the check as text, HTML and XLSX, made from result tables alone.

The page (:mod:`didymium.reporting.html`) and the workbooks (:mod:`didymium.reporting.xlsx`) are imported where they are
written: their libraries take time to load.
"""

from didymium.reporting.input import BriefInput as BriefInput
from didymium.reporting.input import ChainFacts as ChainFacts
from didymium.reporting.input import Source as Source
from didymium.reporting.input import Span as Span
from didymium.reporting.text_brief import brief_text as brief_text
from didymium.reporting.text_check import check_text as check_text
from didymium.reporting.text_plan import plan_text as plan_text
