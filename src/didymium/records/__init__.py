"""What was recorded, by whom, and who agreed: database, scope, approvals, audit chain.

Records stand in one SQLite file of a chain folder. Whoever reads them has a :class:`Scope`, and whatever is written goes through
a :class:`Change`, which adds its event to the audit chain in the same transaction. Imported with ``didymium[records]`` alone.
"""

from didymium.records.error import Denied as Denied
from didymium.records.error import RecordsError as RecordsError
from didymium.records.error import RowFault as RowFault
from didymium.records.error import RowsError as RowsError
from didymium.records.scope import Scope as Scope
from didymium.records.store import FILE as FILE
from didymium.records.store import Records as Records
from didymium.records.write import Change as Change
