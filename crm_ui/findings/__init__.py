"""Sentences computed from data: what a page answers and what a chart shows. Pure functions on frames and readings; the language is given."""
