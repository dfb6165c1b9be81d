"""The demo company: a believable French firm whose files can be imported in one command."""

from crm_core.demo.write import DemoFile, write_files

__all__ = ["DemoFile", "write_files"]
