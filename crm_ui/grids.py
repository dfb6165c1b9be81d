"""Grids of shares on one blue scale, and columns of words beside a chart."""

from collections.abc import Sequence

from crm_ui import formats
from crm_ui.chart import Chart
from crm_ui.look import Look, scale
from crm_ui.marks import head, rows_axis, write
from crm_ui.plotly_words import HARD

Grid = Sequence[Sequence[float | None]]
COLUMN = 62


def heat(
    figure: Chart,
    look: Look,
    rows: Sequence[str],
    columns: Sequence[str],
    grid: Grid,
    language: str,
    *,
    hatched: Sequence[tuple[int, int]] = (),
    slant: int = 0,
) -> None:
    """Shares (0 to 1) as cells with their percentage, first row on top, names of the columns above; `hatched` (row, column) are not finished."""
    values = [one for line in grid for one in line if one is not None]
    top = max(values, default=1.0) or 1.0
    figure.add_heatmap(
        x=list(range(len(columns))), y=list(range(len(rows))), z=[list(line) for line in grid], zmin=0, zmax=top, showscale=False, hoverongaps=False,
        colorscale=scale(look.sequential), customdata=[[[row, column] for column in columns] for row in rows],
        hovertemplate="%{customdata[0]} → %{customdata[1]}" + HARD + ": %{z:.1%}<extra></extra>",
    )  # fmt: skip
    _write(figure, look, grid, top, language)
    _hatch(figure, look, hatched)
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=list(columns),
        tickangle=slant,
        showline=False,
        range=[-0.5, len(columns) - 0.5],
    )
    rows_axis(figure, look)
    figure.update_yaxes(ticks="", tickvals=list(range(len(rows))), ticktext=list(rows), autorange=False, range=[len(rows) - 0.5, -0.5])
    figure.update_layout(hovermode="closest", margin={"t": figure.top + (98 if slant else 18), "r": 48 if slant else 8})


def _write(figure: Chart, look: Look, grid: Grid, top: float, language: str) -> None:
    """The percentages in their cells, in the ink that stands out on each."""
    cells = [(column, row, share) for row, line in enumerate(grid) for column, share in enumerate(line) if share is not None]
    inks = [look.on_fill(look.sequential[min(round(share / top * 9), 9)]) for _column, _row, share in cells]
    figure.add_scatter(
        x=[column for column, _row, _share in cells], y=[row for _column, row, _share in cells], mode="text", hoverinfo="skip",
        text=[formats.number(share * 100, language) for _column, _row, share in cells], textfont={"size": 12, "color": inks},
    )  # fmt: skip


def _hatch(figure: Chart, look: Look, cells: Sequence[tuple[int, int]]) -> None:
    """Cells whose month is not over: outlined by their hatching alone."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, column in cells:
        x += [column - 0.47, column + 0.47, column + 0.47, column - 0.47, column - 0.47, None]
        y += [row - 0.45, row - 0.45, row + 0.45, row + 0.45, row - 0.45, None]
    if cells:
        pattern = {"shape": "/", "fgcolor": look.grey, "bgcolor": look.paper, "size": 6, "solidity": 0.15}
        figure.add_scatter(x=x, y=y, mode="none", fill="toself", fillpattern=pattern, hoverinfo="skip")


def side_columns(
    figure: Chart, look: Look, rows: Sequence[str], columns: Sequence[tuple[Sequence[str], str]], *, width: int = COLUMN
) -> None:
    """Columns of words at the right of the plot, one text a row, each under its title."""
    font = {"size": 13, "color": look.muted}
    words = [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "xshift": width * (rank + 1),
            "y": row,
            "text": text,
            "showarrow": False,
            "font": font,
        }
        for rank, (texts, _title) in enumerate(columns)
        for row, text in zip(rows, texts, strict=True)
    ]
    room, top = width * len(columns) + 4, figure.top + 14
    write(figure, words)
    figure.update_layout(margin={"r": room, "t": top})
    for rank, (_texts, title) in enumerate(columns):
        head(figure, 1, title, look.muted, "right", weight=400, shift=width * (rank + 1))
