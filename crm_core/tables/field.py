"""How a table and its fields are declared. Recognition, mapping, checks, DDL, templates and documentation derive from this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["id", "str", "date", "datetime", "number", "money", "bool", "code"]
Check = Literal["email", "phone", "siret", "postal_code", "birth_date"]

SQL_TYPES: Mapping[Kind, str] = {
    "id": "VARCHAR",
    "str": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "number": "DOUBLE",
    "money": "DECIMAL(18,2)",
    "bool": "BOOLEAN",
}


@dataclass(frozen=True)
class Field:
    """One field of a table.

    `synonyms` are header texts, French and English, in any case and with or without accents; `codes` maps each value of a
    closed list to the words that files use for it; `check` names the validity rule whose result is stored beside the field.
    """

    name: str
    kind: Kind
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    check: Check | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]

    @property
    def check_column(self) -> str | None:
        """The boolean column that holds the result of the validity rule: true, false, or null when the field is empty."""
        return f"{self.name}_ok" if self.check else None


@dataclass(frozen=True)
class Table:
    """One of the tables of the model; `key` is empty when a row is known only by all it says and its rank among equals.

    `borrows`: most of its fields are those of another table; a file that lacks what it requires is never one of its own.
    `day` is the field that dates the event; `file_words` are words of file names and sheet names that point to this table.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    day: str | None = None
    file_words: tuple[str, ...] = ()
    open_prefixes: tuple[str, ...] = ()
    borrows: bool = False

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @property
    def required(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.required)

    @property
    def columns(self) -> dict[str, str]:
        """Stored columns and their SQL types, the results of checks included, `row_key` first."""
        stored = {"row_key": "VARCHAR"}
        for one in self.fields:
            stored[one.name] = one.sql_type
            if one.check_column:
                stored[one.check_column] = "BOOLEAN"
        return stored
