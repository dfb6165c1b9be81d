"""Write the demo company's files into a folder."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from crm_core.demo import truths
from crm_core.demo.campaigns import CAMPAIGNS, Members
from crm_core.demo.company import Company, build
from crm_core.demo.headers import VALUES
from crm_core.demo.references import references
from crm_core.demo.text_files import NARROW_NO_BREAK, Style, write_text
from crm_core.demo.timeline import Timeline
from crm_core.demo.workbooks import write_workbook

PERSON_FIELDS_ABSENT = ("company_name", "siret", "sector", "headcount", "share_capital", "contact_name", "contact_role", "sales_rep")
COMPANY_FIELDS_ABSENT = (
    *("title", "last_name", "first_name", "birth_date", "gender", "profession", "family_status", "children", "housing_type"),
    *("housing_tenure", "referred_by"),
)
COMMENTS = "Les champs vides n'ont pas été renseignés par les magasins."


@dataclass(frozen=True)
class DemoFile:
    path: Path
    table: str
    settings: dict[str, str] = field(default_factory=dict)


def write_files(folder: Path, *, seed: int = 2026, customers: int = truths.CUSTOMERS, until: date = truths.UNTIL) -> list[DemoFile]:
    """The same bytes for the same arguments; `customers` counts the rows of the customers files and scales all the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    firm = build(seed, Timeline(until), customers)
    return [
        *_customers(folder, firm, until),
        *_sales(folder, firm, until),
        _contacts(folder, firm),
        *_campaigns(folder, firm, until),
        *_returns(folder, firm),
        _surveys(folder, firm, until),
        _complaints(folder, firm, until),
        _references(folder, firm),
    ]


def _customers(folder: Path, firm: Company, until: date) -> list[DemoFile]:
    rows = firm.customers.sort("customer_id")
    persons = DemoFile(folder / "clients.csv", "customers")
    write_text(persons.path, rows.filter(~pl.col("is_company")).drop(PERSON_FIELDS_ABSENT), "customers", Style())
    companies = DemoFile(folder / "entreprises.xlsx", "customers")
    write_workbook(
        companies.path,
        rows.filter("is_company").drop(COMPANY_FIELDS_ABSENT),
        "customers",
        sheet="Entreprises",
        created=until,
        titles=("Maison Lavande – fichier des clients professionnels", f"Extraction du {until:%d/%m/%Y}"),
        notes=(COMMENTS,),
    )
    return [persons, companies]


def _sales(folder: Path, firm: Company, until: date) -> list[DemoFile]:
    """One file for the first two calendar years, then one a year, each from another software version."""
    years = firm.lines.select(pl.col("date").dt.year())["date"]
    parts = {
        f"ventes_{until.year - 3}_{until.year - 2}.csv": (
            years <= until.year - 2,
            Style("utf-8-sig", line_end="\n", thousands=NARROW_NO_BREAK),
        ),
        f"ventes_{until.year - 1}.csv": (years == until.year - 1, Style()),
        f"ventes_{until.year}.csv": (years == until.year, Style("utf-8", line_end="\n", date="%Y-%m-%d", thousands=" ", quote_all=True)),
    }
    files = []
    for name, (inside, style) in parts.items():
        write_text(folder / name, firm.lines.filter(inside), "transactions", style)
        files.append(DemoFile(folder / name, "transactions"))
    _add_bad_dates(files[1].path, Style().encoding)
    return files


def _add_bad_dates(path: Path, encoding: str) -> None:
    """A few lines whose date a faulty till wrote as zeros: the last lines again, numbered apart."""
    lines = path.read_bytes().decode(encoding).split("\r\n")
    added = []
    for rank, line in enumerate(lines[-1 - truths.BAD_DATE_LINES : -1]):
        cells = line.split(";")
        added.append(";".join([f"X{rank + 1:07d}", f"CV00-{rank + 1:06d}", cells[2], "00/00/0000", *cells[4:]]))
    path.write_bytes("\r\n".join([*lines[:-1], *added, ""]).encode(encoding))


def _contacts(folder: Path, firm: Company) -> DemoFile:
    file = DemoFile(folder / "contacts.csv", "interactions")
    write_text(file.path, firm.contacts, "interactions", Style("utf-8", separator="\t", line_end="\n"))
    return file


def _campaign_table(timeline: Timeline, group: Members) -> pl.DataFrame:
    words = VALUES["campaigns"]
    rows = []
    for rank, one in enumerate(CAMPAIGNS):
        begun = timeline.at(timeline.last - one.days_back)
        ended = timeline.at(timeline.last - one.days_back + 28)
        reached = int(np.count_nonzero(group.treated & (group.campaign == rank)))
        cost = round(400 + reached * one.unit_cost, 2)
        row = (
            one.code,
            one.name,
            words["channel"][one.channel],
            begun,
            ended,
            cost,
            words["objective"][one.objective],
            one.target,
            one.offer,
        )
        rows.append(row)
    names = ["campaign_id", "name", "channel", "started_on", "ended_on", "cost", "objective", "segment", "offer"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _campaigns(folder: Path, firm: Company, until: date) -> list[DemoFile]:
    group, words = firm.members, VALUES["campaign_members"]["group"]
    table = DemoFile(folder / "campagnes.xlsx", "campaigns")
    titles = ("Plan des opérations commerciales",)
    write_workbook(table.path, _campaign_table(firm.timeline, group), "campaigns", sheet="Campagnes", created=until, titles=titles)
    members = DemoFile(folder / "campagnes_membres.csv", "campaign_members")
    rows = pl.DataFrame(
        {
            "campaign_id": pl.Series(np.array([one.code for one in CAMPAIGNS])[group.campaign]),
            "customer_id": firm.ids.gather(group.customer),
            "group": pl.Series(np.where(group.treated, words["treated"], words["control"])),
            "sent_on": firm.timeline.dates(group.sent),
        }
    )
    write_text(members.path, rows, "campaign_members", Style())
    return [table, members]


def _returns(folder: Path, firm: Company) -> list[DemoFile]:
    """Letters by the number of the customer, e-mails by the address alone, as those who send them know them."""
    letters, emails = (DemoFile(folder / name, "undeliverables") for name in ("retours_npai.csv", "rejets_email.csv"))
    mail = pl.col("by_mail")
    write_text(letters.path, firm.returns.filter(mail).drop("email", "severity"), "undeliverables", Style())
    bounced = firm.returns.filter(~mail, pl.col("email").is_not_null())
    write_text(emails.path, bounced.drop("customer_id"), "undeliverables", Style("utf-8", separator=",", line_end="\n", date="%Y-%m-%d"))
    return [letters, emails]


def _surveys(folder: Path, firm: Company, until: date) -> DemoFile:
    file = DemoFile(folder / "enquetes.xlsx", "surveys")
    titles = ("Baromètre de satisfaction Maison Lavande",)
    write_workbook(file.path, firm.surveys, "surveys", sheet="Réponses", created=until, titles=titles)
    return file


def _complaints(folder: Path, firm: Company, until: date) -> DemoFile:
    file = DemoFile(folder / "reclamations.xlsx", "complaints")
    titles = ("Service client – registre des réclamations", f"Situation au {until:%d/%m/%Y}")
    notes = (f"TOTAL : {len(firm.complaints)} réclamations", "Délai de clôture promis : 5 jours ouvrés.")
    write_workbook(file.path, firm.complaints, "complaints", sheet="Registre", created=until, titles=titles, notes=notes)
    return file


def _references(folder: Path, firm: Company) -> DemoFile:
    file = DemoFile(folder / "references.csv", "references")
    write_text(file.path, references(firm.timeline), "references", Style("utf-8-sig", thousands=""))
    return file
