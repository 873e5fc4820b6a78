"""XLSForm in and out, and the XForm that ODK Collect gets.

    workbook ──read_workbook──> document ──definition.read──> Definition ──write_workbook──> workbook
                                                                 │
                                    XForm XML for Collect <──xform──┘   submission ──collect_answers─> answers

Nothing here imports Django but `wording`; pyxform is imported by the functions that convert.
"""

from observer.checklists.xlsform.collect import Collected, collect_answers
from observer.checklists.xlsform.conversion import XFormRefused
from observer.checklists.xlsform.files import list_file, media_files
from observer.checklists.xlsform.problems import Imported, WorkbookProblem
from observer.checklists.xlsform.read import read_workbook
from observer.checklists.xlsform.write import write_workbook
from observer.checklists.xlsform.xform import xform

__all__ = [
    "Collected",
    "Imported",
    "WorkbookProblem",
    "XFormRefused",
    "collect_answers",
    "list_file",
    "media_files",
    "read_workbook",
    "write_workbook",
    "xform",
]
