"""A reader without a browser: speaks Streamlit's websocket protocol, changes widgets and pages, and reads what is shown."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from pyarrow.ipc import open_stream
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

WAIT_SECONDS = 120
RESTARTED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


def said(element: Any) -> tuple[str, str] | None:
    """What an element shows, as (kind, text); charts and tables as a digest of all their data; None for what shows nothing of its own."""
    kind = element.WhichOneof("type")
    one = getattr(element, kind) if kind else None
    match kind:
        case "metric":
            return kind, f"{one.label}: {one.body}"
        case "html" | "markdown" | "text" | "heading" | "alert" | "exception":
            return kind, getattr(one, "body", "") or getattr(one, "message", "")
        case "plotly_chart":
            return kind, digest(json.dumps(rounded(json.loads(one.spec))).encode())
        case "dataframe":
            rows = open_stream(one.arrow_data.data).read_all() if one.arrow_data.data else None
            return kind, digest(f"{one.columns} {rows and rows.to_pylist()}".encode())
    return None


def rounded(value: Any) -> Any:
    """The same without the last digits of numbers: sums of floats depend on the order in which threads add them."""
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


@dataclass
class Run:
    """One run of the script: its elements by their place, and how it ended."""

    began: float
    elements: dict[tuple[int, ...], Any] = field(default_factory=dict)

    def shown(self) -> list[tuple[str, str]]:
        """All that the page says, in the order of the page."""
        return [text for _place, element in sorted(self.elements.items()) if (text := said(element)) and text[1]]

    def texts(self, *kinds: str) -> list[str]:
        return [text for kind, text in self.shown() if kind in kinds]


class Reader:
    """One session. `run` is the last whole run of the script."""

    def __init__(self, socket: ClientConnection, address: str) -> None:
        self.socket, self.address = socket, address
        self.run = Run(monotonic())
        self.page, self.query, self.pages = "", "", dict[str, str]()
        self.states: dict[str, WidgetState] = {}
        self.beats: dict[str, float] = {}
        self.listening = asyncio.create_task(self._listen())
        self._next: Run | None = None
        self._done: asyncio.Queue[Run] = asyncio.Queue()

    async def _listen(self) -> None:
        """Take what the server sends until it closes."""
        async for data in self.socket:
            message = ForwardMsg.FromString(data)
            self._take(message, message.WhichOneof("type"))

    def _take(self, message: ForwardMsg, kind: str | None) -> None:
        if kind == "new_session":
            part = bool(message.metadata.run.fragment_ids)
            self.beats = self.beats if part else {}
            self._next = Run(monotonic(), dict(self.run.elements) if part else {})
            self._part = part
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.beats[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta" and self._next and message.delta.WhichOneof("type") == "new_element":
            self._next.elements[tuple(message.metadata.delta_path)] = message.delta.new_element
        elif kind == "script_finished" and self._next and message.script_finished != RESTARTED:
            self.run = self._next
            if not self._part:
                self._done.put_nowait(self.run)

    async def beat(self) -> None:
        """Run again what asks for it every few seconds, as a browser does."""
        while True:
            await asyncio.sleep(min(self.beats.values(), default=1))
            for fragment in self.beats:
                await self._send(ClientState(page_script_hash=self.page, query_string=self.query, fragment_id=fragment, is_auto_rerun=True))

    async def go(self, page: str = "", **query: str) -> Run:
        """Open a page by its name in the address, as a link does."""
        self.query = urlencode(query)
        return await self._rerun(ClientState(page_name=page, query_string=self.query))

    async def choose(self, key: str, *values: str) -> Run:
        """Give the widget of this key a value: texts of its options."""
        state = self._state(key)
        if state.id.startswith("$$ID") and self._kind(state.id) == "multiselect":
            state.string_array_value.data[:] = values
        else:
            state.string_value = values[0]
        self.states[state.id] = state
        return await self._rerun(ClientState(page_script_hash=self.page, query_string=self.query))

    def options(self, key: str) -> list[str]:
        """The options of a widget, as it shows them; none when the page has no such widget."""
        element = self._widget(key)
        return list(element.options) if element is not None else []

    def _widget(self, key: str) -> Any:
        found = (getattr(one, one.WhichOneof("type")) for one in self.run.elements.values() if one.WhichOneof("type"))
        return next((one for one in found if getattr(one, "id", "").endswith(f"-{key}")), None)

    def _kind(self, id_: str) -> str:
        return next(
            one.WhichOneof("type")
            for one in self.run.elements.values()
            if getattr(getattr(one, one.WhichOneof("type") or "empty"), "id", "") == id_
        )

    def _state(self, key: str) -> WidgetState:
        widget = self._widget(key)
        assert widget is not None, f"the page has no widget {key}"
        return WidgetState(id=widget.id)

    async def _rerun(self, asked: ClientState) -> Run:
        while not self._done.empty():
            self._done.get_nowait()
        await self._send(asked)
        done = asyncio.create_task(self._done.get())
        await asyncio.wait({done, self.listening}, timeout=WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if self.listening.done():
            self.listening.result()
        if not done.done():
            raise TimeoutError(f"no answer in {WAIT_SECONDS} s to {asked}")
        return done.result()

    async def _send(self, asked: ClientState) -> None:
        asked.context_info.CopyFrom(ContextInfo(timezone="Europe/Paris", locale="fr-FR", url=self.address, color_scheme="light"))
        asked.widget_states.widgets.extend(self.states.values())
        await self.socket.send(BackMsg(rerun_script=asked).SerializeToString())


@asynccontextmanager
async def reading(address: str) -> AsyncIterator[Reader]:
    """A session of the server at `address` (http://host:port), closed afterwards."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], max_size=None, origin=address) as socket:
        reader = Reader(socket, address)
        beating = asyncio.create_task(reader.beat())
        try:
            yield reader
        finally:
            beating.cancel()
            reader.listening.cancel()
