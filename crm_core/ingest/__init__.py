"""From a file to one new version of the workspace."""

from crm_core.ingest.load import difference, import_files
from crm_core.ingest.report import FileReport, Report
from crm_core.ingest.request import Option, Question, Request

__all__ = ["FileReport", "Option", "Question", "Report", "Request", "difference", "import_files"]
