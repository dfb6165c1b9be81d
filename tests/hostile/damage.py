"""Good files, and random damage to them."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import strategies as st

SALES = "\r\n".join(
    [
        "Ventes de la boutique;;;;",
        "N° client;Date d'achat;Montant TTC (€);Vendeur;Magasin",
        *(f"C{k % 7:03d};{1 + k % 28:02d}/02/2026;1 2{k:02d},50 €;Élodie;{'Lille' if k % 3 else 'Lyon'}" for k in range(24)),
        "TOTAL;;48 000,00 €;;",
        "",
    ]
)
PEOPLE = "\n".join(
    [
        "customer_id,last_name,email,birth_date,note",
        *(f'C{k:03d},"Dupont, {k}",a{k}@example.fr,19{50 + k}-03-01,"il a dit ""oui"""' for k in range(24)),
        "",
    ]
)
SURVEY = "\n".join(
    [
        "Réponse\tClient\tDate\tNote (0 à 10)\tVerbatim",
        *(f"R{k}\tC{k:03d}\t2026-02-{1 + k % 28:02d} 14:05\t{k % 11}\ttrès bien" for k in range(24)),
        "",
    ]
)
ORDERS = "\n".join(
    [
        "N° commande;E-mail;Date;Type;État;PU;Qté;Remise;Adresse complète",
        *(
            f"{k // 2};a{k % 7}@example.fr;{1 + k % 28:02d}/02/2026;{'Avoir' if k % 5 == 0 else 'Facture'};{('Payé', 'Annulé', '')[k % 3]};{k},90;{1 + k % 3};{k % 20};{k} rue du Port, 29200 Brest"
            for k in range(24)
        ),
        "",
    ]
)
SEPARATORS = (b";", b",", b"\t", b"|", b"\n", b"\r", b'"', b"\x1f")


@cache
def texts() -> dict[str, bytes]:
    """CSV files in several encodings and dialects."""
    return {
        "ventes.csv": SALES.encode("cp1252"),
        "clients.csv": PEOPLE.encode("utf-8-sig"),
        "commandes.csv": ORDERS.encode("utf-8"),
        "enquete.tsv": SURVEY.encode("utf-8"),
        "large.csv": PEOPLE.encode("utf-16"),
        "ventes.csv.gz": gzip.compress(SALES.encode("utf-8"), mtime=0),
    }


@cache
def workbook() -> bytes:
    """A workbook with a title, several types and a second sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        sheet, day = book.add_worksheet("Ventes"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:C1", "Ventes de la boutique")
        sheet.write_row(1, 0, ["N° client", "Date", "Montant TTC", "Magasin"])
        for k in range(24):
            sheet.write_row(k + 2, 0, [f"C{k % 7:03d}", None, 10.5 + k, "Lille"])
            sheet.write_datetime(k + 2, 1, datetime(2026, 2, 1 + k), day)
        book.add_worksheet("Notes").write_row(0, 0, ["à lire", "avant"])
    return made.getvalue()


@cache
def parquet() -> bytes:
    """A Parquet file with most types."""
    rows = range(50)
    made = io.BytesIO()
    table = pa.table(
        {
            "customer_id": [f"C{k % 9}" for k in rows],
            "date": [date(2026, 1, 1 + k % 28) for k in rows],
            "amount": pa.array([Decimal(k) / 4 for k in rows], pa.decimal128(18, 2)),
            "quantity": [float(k) if k % 5 else None for k in rows],
            "at": [datetime(2026, 1, 1, k % 24) for k in rows],
            "flags": [k % 2 == 0 for k in rows],
            "tags": [["a", "b"][: k % 3] for k in rows],
            "raw": [bytes([k]) for k in rows],
        }
    )
    pq.write_table(table, made, row_group_size=20)
    return made.getvalue()


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """`data` after one to four injuries."""
    for _ in range(draw(st.integers(1, 4))):
        data = draw(st.sampled_from(INJURIES))(draw, data)
    return data


@st.composite
def damaged_parts(draw: st.DrawFn, data: bytes) -> bytes:
    """A zip archive, damaged as a whole or, and then it stays an archive, in one of its parts."""
    if draw(st.booleans()):
        return draw(damaged(data))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = draw(st.sampled_from(names))
        for name in names:
            part = source.read(name)
            target.writestr(name, draw(damaged(part)) if name == hit else part)
    return made.getvalue()


def _span(draw: st.DrawFn, data: bytes) -> tuple[int, int]:
    first = draw(st.integers(0, len(data)))
    return first, min(len(data), first + draw(st.integers(0, 200)))


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def _flip(draw: st.DrawFn, data: bytes) -> bytes:
    changed = bytearray(data)
    for place in draw(st.lists(st.integers(0, max(len(data) - 1, 0)), max_size=12)) if data else []:
        changed[place] = draw(st.integers(0, 255))
    return bytes(changed)


def _nulls(draw: st.DrawFn, data: bytes) -> bytes:
    place, count = draw(st.integers(0, len(data))), draw(st.sampled_from([1, 2, 7, 400]))
    return data[:place] + bytes(count) + data[place:]


def _swap(draw: st.DrawFn, data: bytes) -> bytes:
    one, other = draw(st.sampled_from(SEPARATORS)), draw(st.sampled_from(SEPARATORS))
    first, last = _span(draw, data) if draw(st.booleans()) else (0, len(data))
    return data[:first] + data[first:last].replace(one, other) + data[last:]


def _twice(draw: st.DrawFn, data: bytes) -> bytes:
    first, last = _span(draw, data)
    return data[:last] + data[first:last] * draw(st.integers(1, 3)) + data[last:]


def _hole(draw: st.DrawFn, data: bytes) -> bytes:
    first, last = _span(draw, data)
    return data[:first] + data[last:]


def _noise(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(st.integers(0, len(data)))
    return data[:place] + draw(st.binary(max_size=40)) + data[place:]


def _words(draw: st.DrawFn, data: bytes) -> bytes:
    place, text = draw(st.integers(0, len(data))), draw(st.text(max_size=20))
    return data[:place] + text.encode(draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])), "replace") + data[place:]


INJURIES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (_cut, _flip, _nulls, _swap, _twice, _hole, _noise, _words)
