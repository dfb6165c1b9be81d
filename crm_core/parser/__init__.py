"""A workbook read in a process of its own, so that a file built to exhaust or to crash its reader takes nothing else with it.

It imports nothing of the other rooms: it must start fast.
"""
