"""A file to fill in for each table: the headers in the person's language, one example row, and the words of closed lists."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from crm_core.errors import WrongChoice
from crm_core.i18n import N_, say
from crm_core.tables import TABLES, Field, Table

Cell = str | int | float | bool | date | datetime | Decimal
DAY = date(2026, 1, 31)
TEXTS = {
    "customer_id": "C000123", "transaction_id": "L000001", "order_id": "F2026-0001", "complaint_id": "R000045", "response_id": "E000078",
    "interaction_id": "T000009", "campaign_id": "OP2026-01", "referred_by": "C000045", "siret": "73282932000074", "postal_code": "69003",
    "last_name": "Durand", "first_name": "Camille", "company_name": "Menuiserie Durand", "email": "camille.durand@exemple.fr",
    "phone": "04 72 00 00 00", "mobile": "06 12 34 56 78", "address_1": "12 rue des Lilas", "city": "Lyon", "country": "France",
    "indicator": "nps", "period": "2026-01", "pauses": "2026-01-05/2026-01-09",
}  # fmt: skip
NUMBERS: dict[str, float] = {
    "nps": 9,
    "csat": 8,
    "ces": 6,
    "quantity": 2,
    "unit_price": 24.95,
    "children": 2,
    "headcount": 12,
    "waiting_days": 3,
    "value": 42,
}
AMOUNTS = {"amount": Decimal("49.90"), "margin": Decimal("18.50")}
SCALES = {"nps_scale": "0-10", "csat_scale": "1-10"}


def headers(table: Table, language: str) -> list[str]:
    """One header per field, each of which the import recognises: the usual French name, or the English label."""
    labels = Counter(one.label for one in table.fields)
    if language == "fr":
        return [_capital(one.synonyms[0] if one.synonyms else say(one.label, "fr")) for one in table.fields]
    return [one.label if labels[one.label] == 1 else _capital(one.name.replace("_", " ")) for one in table.fields]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def example(field: Field, language: str) -> Cell:
    """A value that the field takes."""
    if field.name in SCALES:
        return SCALES[field.name]
    match field.kind:
        case "date" | "datetime":
            return DAY
        case "money":
            return AMOUNTS.get(field.name, Decimal("12.50"))
        case "number":
            return NUMBERS.get(field.name, 7)
        case "bool":
            return "Oui" if language == "fr" else "Yes"
        case "code":
            return _word(field, language)
        case _:
            return TEXTS.get(field.name, "")


def _word(field: Field, language: str) -> str:
    code, words = next(iter(field.codes.items()))
    return _capital(words[0]) if language == "fr" and words else code


def template(table: str, language: str) -> bytes:
    """The workbook to fill in for `table`: required headers in bold, a list to choose from where the values are a closed list."""
    found, made = _table(table), BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet(say(found.label, language)[:31])
        bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bottom": 1})
        day, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "0.00"})
        for k, (one, header) in enumerate(zip(found.fields, headers(found, language), strict=True)):
            sheet.write_string(0, k, header, bold if one.required else plain)
            sheet.set_column(k, k, max(12, len(header) + 2))
            value = example(one, language)
            if isinstance(value, date):
                sheet.write_datetime(1, k, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, Decimal):
                sheet.write_number(1, k, float(value), money)
            else:
                sheet.write(1, k, value)
        sheet.freeze_panes(1, 0)
    return made.getvalue()


def template_csv(table: str, language: str) -> str:
    """The same as CSV text: `;` and decimal comma in French, `,` and decimal point in English."""
    found, made = _table(table), StringIO()
    out = csv.writer(made, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    out.writerow(headers(found, language))
    out.writerow([_text(example(one, language), language) for one in found.fields])
    return made.getvalue()


def _text(value: Cell, language: str) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if language == "fr" else value.isoformat()
    return str(value).replace(".", ",") if language == "fr" and isinstance(value, Decimal | float) else str(value)


def _table(table: str) -> Table:
    if table not in TABLES:
        raise WrongChoice(N_("There is no table {table}."), N_("The tables: {known}."), table=table, known=", ".join(TABLES))
    return TABLES[table]
