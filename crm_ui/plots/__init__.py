"""The figures of each page: frames and readings in, plotly figures out."""
