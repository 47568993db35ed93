"""What a run leaves behind and what it says meanwhile: folders written aside and then renamed, and progress."""

from didymium.runs.blocks import WorkersError as WorkersError
from didymium.runs.files import replace_files as replace_files
from didymium.runs.folder import WriteError as WriteError
from didymium.runs.folder import aside as aside
from didymium.runs.folder import write as write
from didymium.runs.place import new_folder as new_folder
from didymium.runs.progress import Progress as Progress
