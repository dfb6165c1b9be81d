"""What the two routes of the office screen answer: the page, and its figures alone, which the page fetches again and again."""

import logging
import os
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_hex

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from crm_core.errors import CrmError, WrongChoice
from crm_core.i18n import N_, say
from crm_core.log import event
from crm_ui.screen import template
from crm_ui.screen.choice import TOKEN, Choice, language_of
from crm_ui.screen.data import figures, usual_language

HEADERS = {"Cache-Control": "no-store"}
MOMENT = "%Y-%m-%dT%H:%M:%S"


class Refused(CrmError):
    """The address lacks the token of the screens, or has another."""

    title = N_("This screen is not open to everyone")

    def __init__(self) -> None:
        super().__init__(N_("This screen needs its token."), N_("Open it with the address that your administrator gave you."))


@dataclass(frozen=True)
class Problem:
    """What is said instead of figures: in a few words, in a sentence, in which language, under which HTTP status."""

    status: int
    title: str
    sentence: str
    language: str


def page(request: Request) -> Response:
    """The page: HTML under 100 kB that needs nothing else but its figures, later."""
    choice: Choice | None = None
    try:
        _check(request.query_params)
        choice = Choice.read(request.query_params)
        found = figures(choice.content)
    except Exception as error:  # noqa: BLE001 — the boundary: everything is said, and bugs are logged
        said = _problem(error, request.query_params)
        return HTMLResponse(template.page(template.sentence(said.sentence), said.language, choice=choice), said.status, HEADERS)
    drawn = template.page(found.html, found.language, choice=choice, tag=found.etag, now=found.now.strftime(MOMENT))
    return HTMLResponse(drawn, headers=HEADERS)


def fragment(request: Request) -> Response:
    """The figures alone: 304 when the page has them already; a problem is two lines, the short one and the sentence."""
    marks = {**HEADERS, "X-Build": template.build()}
    try:
        _check(request.query_params)
        found = figures(Choice.read(request.query_params).content)
    except Exception as error:  # noqa: BLE001 — the boundary: everything is said, and bugs are logged
        said = _problem(error, request.query_params)
        return PlainTextResponse(f"{said.title}\n{said.sentence}", said.status, marks)
    marks |= {"ETag": found.etag, "X-Firm-Time": found.now.strftime(MOMENT)}
    if request.headers.get("If-None-Match") == marks["ETag"]:
        return Response(status_code=304, headers=marks)
    return HTMLResponse(found.html, headers=marks)


def _check(address: QueryParams) -> None:
    """Raises Refused unless the address has the token, when there is one."""
    wanted = os.environ.get(TOKEN, "")
    if wanted and not compare_digest(address.get("token", "").encode(), wanted.encode()):
        raise Refused


def _problem(error: Exception, address: QueryParams) -> Problem:
    language = language_of(address, usual_language)
    if isinstance(error, CrmError):
        status = 403 if isinstance(error, Refused) else 400 if isinstance(error, WrongChoice) else 503
        return Problem(status, say(error.title, language), error.say(language), language)
    reference = token_hex(3).upper()
    event("error", level=logging.ERROR, problem=error, reference=reference, page="screen")
    text = N_("The figures could not be drawn. If it lasts, give your administrator the reference {reference}.")
    return Problem(500, say(N_("Something went wrong"), language), say(text, language, reference=reference), language)
