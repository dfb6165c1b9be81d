"""What a table sends: values that sort, and beside them the words of cells."""

from datetime import date
from functools import partial

import polars as pl
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from crm_ui import formats
from crm_ui.written import written

ROWS = pl.DataFrame(
    {
        "store": ["Lille", None, "None"],
        "sales": [1234.5, -2.0, None],
        "customers": [1000, None, 3],
        "day": [date(2026, 11, 20), None, date(2026, 1, 2)],
    }
)


def test_cells_are_written_and_what_is_not_known_is_a_dash() -> None:
    sent = ArrowData()
    write = {"sales": partial(formats.number, language="fr", decimals=1), "customers": partial(formats.number, language="fr")}
    marshall_styler(sent, written(ROWS, write), "a")
    assert convert_arrow_bytes_to_pandas_df(sent.styler.display_values).to_dict("list") == {
        "store": ["Lille", "—", "None"],
        "sales": ["1\u202f234,5", "−2,0", "—"],
        "customers": ["1\u202f000", "—", "3"],
        "day": ["2026-11-20", "—", "2026-01-02"],
    }
    assert not sent.styler.styles
