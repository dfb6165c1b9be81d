"""A file of people against the base or against another file, on the page of duplicates: who of it is there already. Nothing of it is kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import polars as pl
import streamlit as st

from crm_core.columns import each
from crm_core.engine import Scope
from crm_core.ingest import Request
from crm_core.ingest.compare import NUMBER, ZONES, Compared, compare
from crm_core.ingest.request import OUT
from crm_core.quality.duplicates import FIELDS
from crm_core.store.scratch import scratch, working
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, choices, data_style, errors, formats, tables
from crm_ui.exports import download_buttons
from crm_ui.findings import duplicates as findings
from crm_ui.import_rows import is_long
from crm_ui.import_uploads import EXTENSIONS, safe_name
from crm_ui.sheets import Column, Sheet
from crm_ui.upload_limit import limit_mb
from crm_ui.words import _, language, ngettext, plain

KEPT, WITH = "compared_file", ("base", "file")
Upload = st.runtime.uploaded_file_manager.UploadedFile


@st.fragment
def section(scope: Scope) -> None:
    """Drop a file; see who of it is in the base, and take the answer away."""
    st.subheader(_("A file against the base, or against another file"), anchor=False)
    tables.note(
        _("A list of bad payers, prospects bought…: who of it is a customer already, or in another list? Nothing of the files is kept.")
    )
    data_style.apply()
    beside = choices.switch(
        "compare_with", _("Compared with"), WITH, lambda one: {"base": _("our base"), "file": _("another file")}[one], usual="base"
    )
    file, other = _uploads(two=beside == "file")
    if file is None or (beside == "file" and other is None):
        st.session_state.pop(KEPT, None)
        return
    ours = other is None and st.toggle(_("The customer numbers of the file are ours"), key="compare-ours")
    with errors.part():
        found = _compared(file, scope, _mapping(file), ours=ours, other=other)
        _shown(found, scope)
        _columns(file, found)


def _uploads(*, two: bool) -> tuple[Upload | None, Upload | None]:
    """The file to compare and, when it is not compared with the base, the other one."""
    with st.container(key="bc-upload"):
        file = st.file_uploader(_("File to compare"), EXTENSIONS, key="compare-file", max_upload_size=limit_mb())
        other = st.file_uploader(_("The other file"), EXTENSIONS, key="compare-other", max_upload_size=limit_mb()) if two else None
    return file, other


def _mapping(file: Upload) -> dict[str, str]:
    """Header → field, as the person chose for this file."""
    chosen: dict[str, str] = st.session_state.get(f"compare-map-{file.file_id}", {})
    return chosen


def _compared(file: Upload, scope: Scope, mapping: Mapping[str, str], *, ours: bool, other: Upload | None) -> Compared:
    """The answer for this file, kept until a file, the version or a choice changes."""
    con = cache.connection()
    key = (file.file_id, con.key, scope.as_of, tuple(mapping.items()), ours, other.file_id if other else None)
    kept: tuple[object, Compared | None] = st.session_state.get(KEPT, (None, None))
    if kept[0] != key or kept[1] is None:
        with st.spinner(_("Comparing with what is there")), scratch() as place:
            request = Request(_written(file, place / "one"), mapping=mapping)
            beside = Request(_written(other, place / "other")) if other else None
            told = compare(con, request, at=datetime.now(UTC), as_of=scope.as_of, ours=ours, other=beside)
            st.session_state[KEPT] = kept = (key, told)
    found = kept[1]
    assert found is not None  # noqa: S101 — made just above
    return found


def _written(file: Upload, folder: Path) -> Path:
    path = folder / safe_name(file.name)
    with working():
        folder.mkdir()
        path.write_bytes(file.getbuffer())
    return path


def _shown(found: Compared, scope: Scope) -> None:
    spoken, total = language(), found.rows.height
    said = ngettext("{n} row", "{n} rows", total, n=formats.number(total, spoken))
    counts = [(zone, formats.number(found.count(zone), spoken)) for zone in ZONES]
    parts = ", ".join(f"<b>{n}</b> {escape(_zone(zone, found))}" for zone, n in counts)
    answer = _("{file}, {rows}: {parts}.", file=escape(found.file), rows=escape(said), parts=parts)
    st.html(f'<p class="bc-answer">{answer}</p>')
    by = ", ".join(_(TABLES["customers"][field].label) for field in found.used)
    tables.note(_("Compared by: {fields}.", fields=by))
    for question in found.questions:
        tables.note(_("{question} Taken: {answer}.", question=question.say(spoken), answer=question.answer(spoken)))
    zone = choices.switch(
        "compared_zone", _("Rows"), ZONES, lambda one: _zone(one, found)[:1].upper() + _zone(one, found)[1:], usual="sure"
    )
    listed = sheet(found, found.rows.filter(pl.col("zone") == zone))
    shown = Sheet(listed.frame, tuple(one for one in listed.columns if one.name != "zone"))
    tables.table(shown, key=f"compared-{zone}", caption=_("Rows of the file"))
    title = _("A file against another file") if found.other else _("A file against the base")
    download_buttons(
        "compared", sheet(found, found.rows), name="file_against_file" if found.other else "file_against_base", title=title, scope=scope
    )


def _zone(zone: str, found: Compared) -> str:
    if found.other:
        return {"sure": _("surely in the other file"), "review": _("to review"), "no": _("not in the other file")}[zone]
    return {"sure": _("surely in the base"), "review": _("to review"), "no": _("not in the base")}[zone]


def sheet(found: Compared, rows: pl.DataFrame) -> Sheet:
    """Rows of the file with what was found, in words; the columns of the file follow under their own headers."""
    spoken = language()
    told = rows.with_columns(
        each(rows["zone"], lambda one: _zone(one, found)),
        each(rows["reasons"], lambda text: _("customer number") if text == NUMBER else findings.reasons(text, spoken)),
    )
    own = [Column(one, name, wide=is_long(told[one])) for one, name in found.names().items()]
    if found.other:
        who: tuple[Column, ...] = (Column("other_line", _("Line of the other file"), Unit.COUNT), Column("named", _("Name there")))
        alike, zone = Column("alike", _("Lines alike"), Unit.COUNT), Column("zone", _("In the other file"))
    else:
        who = (Column("customer_id", _("Customer")),)
        alike, zone = Column("alike", _("Customers alike"), Unit.COUNT), Column("zone", _("In the base"))
    return Sheet(told, (
        Column("line", _("Line"), Unit.COUNT), *who, Column("score", _("Points"), Unit.COUNT), alike, zone, Column("reasons", _("Why here"), wide=True), *own,
    ))  # fmt: skip


def _columns(file: Upload, found: Compared) -> None:
    """Each column of the file and the field that it is taken for, to be changed."""
    taken = {header: field for field, header in found.used.items()}
    labels = {OUT: _("not compared"), **{one: _(TABLES["customers"][one].label) for one in FIELDS}}
    with st.expander(_("Columns of the file")):
        chosen = {
            header: st.selectbox(plain(header), list(labels), list(labels).index(taken.get(header, OUT)) if taken.get(header, OUT) in labels else 0, format_func=labels.__getitem__, key=f"compare-{file.file_id}-{one}")
            for one, header in found.headers.items()
            if taken.get(header) != "customer_id"
        }  # fmt: skip
        if st.button(_("Compare again"), key="compare-again"):
            st.session_state[f"compare-map-{file.file_id}"] = chosen
            st.rerun(scope="fragment")
