"""Evidence: documents, the claims in them with exact spans, grades, conflicts, verdicts of the mass balance, expectations.

What needs the tables of a chain (:mod:`didymium.evidence.verdict`, :mod:`didymium.evidence.link`,
:mod:`didymium.evidence.scope`) is imported where it is used: reading a text needs none of it.
"""

from didymium.evidence.claim import Claim as Claim
from didymium.evidence.conflict import Conflict as Conflict
from didymium.evidence.conflict import conflicts as conflicts
from didymium.evidence.document import Document as Document
from didymium.evidence.expect import Expectation as Expectation
from didymium.evidence.expect import expectations as expectations
from didymium.evidence.expect import record_of as record_of
from didymium.evidence.extract import extract as extract
from didymium.evidence.grade import graded as graded
from didymium.evidence.ledger import Ledger as Ledger
from didymium.evidence.ledger import LedgerError as LedgerError
from didymium.evidence.ledger import ledger as ledger
from didymium.evidence.mainbody import with_main_body as with_main_body
from didymium.evidence.origin import described as described
from didymium.evidence.reader import read_content as read_content
from didymium.evidence.status import ProjectStatus as ProjectStatus
from didymium.evidence.status import statuses as statuses
