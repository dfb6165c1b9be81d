"""The routes of the office screen: `/screen`, and `/screen/figures`, its figures alone. What draws is loaded by the first request, not by the server's start."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def screen(request: Request) -> Response:
    """The page of a screen, as its address asks."""
    from crm_ui.screen import answers

    return answers.page(request)


def figures(request: Request) -> Response:
    """The figures of the same address, for a page that is already there."""
    from crm_ui.screen import answers

    return answers.fragment(request)


routes = [Route("/screen", screen), Route("/screen/figures", figures)]
