"""Reports of a review: a period against another or against its targets; as text, HTML and XLSX.

The page (:mod:`didymium.reporting.review.html`) and the workbook (:mod:`didymium.reporting.review.xlsx`) are imported where
they are written: their libraries take time to load.
"""

from didymium.reporting.review.control import Series as Series
from didymium.reporting.review.control import control as control
from didymium.reporting.review.input import Finding as Finding
from didymium.reporting.review.input import Goal as Goal
from didymium.reporting.review.input import Held as Held
from didymium.reporting.review.input import Move as Move
from didymium.reporting.review.input import Outlook as Outlook
from didymium.reporting.review.input import ReviewInput as ReviewInput
from didymium.reporting.review.input import Row as Row
from didymium.reporting.review.input import Step as Step
from didymium.reporting.review.section import Section as Section
from didymium.reporting.review.text import review_text as review_text
