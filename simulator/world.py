"""The one place that builds and wires everything: both products, the wire, the journal."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from itertools import chain
from urllib.parse import quote

import httpx

from simulator.api.admin import OktaAdminApp
from simulator.api.control import LabApp
from simulator.api.front import OktaFront
from simulator.clock import Clock, ManualClock, WallClock, from_us, to_us
from simulator.control import Control, verbs_of
from simulator.faults.book import FaultBook
from simulator.faults.view import FaultView
from simulator.handverbs import hand_verbs
from simulator.ids import Ids
from simulator.journal.reader import Reader
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal, View
from simulator.kept import keep, recalled
from simulator.labverbs import lab_verbs
from simulator.listen import LOOPBACK, Server, authority, listen_all, running
from simulator.okta.delivery import DirectClient
from simulator.okta.engine import Engine
from simulator.okta.service import VERBS as OKTA_VERBS
from simulator.okta.service import OktaService
from simulator.okta.verbs import OKTA_TOKEN
from simulator.okta.view import OktaView
from simulator.parts import ZitadelServer
from simulator.searchlag import SearchLag
from simulator.wire.bounded import BoundedTransport
from simulator.wire.correlate import Correlator
from simulator.wire.fault_client import FaultTransport
from simulator.wire.fault_server import FaultMiddleware
from simulator.wire.recorder import RecordingTransport
from simulator.wire.server import RecordingMiddleware
from simulator.wire.transport import PlainTransport
from simulator.worldconfig import WorldConfig
from simulator.zitadel.app import ZitadelApp
from simulator.zitadel.platform.admin import ZitadelAdmin
from simulator.zitadel.platform.bootstrap import Instance, bootstrap
from simulator.zitadel.platform.verbs import VERBS as ZITADEL_VERBS
from simulator.zitadel.platform.verbs import ZitadelVerbs
from simulator.zitadel.platform.view import PlatformView
from simulator.zitadel.view import ZitadelView

CLOCK = "clock"
"""What the run file knows of its time: ``real``, or ``manual`` if only the lab moves it."""
PREPARED = "prepared"
"""What the run file knows once its content is what the run starts with."""


def _clock(config: WorldConfig) -> Clock:
    if config.start is None or config.runs_on:
        return WallClock(speed=config.speed, start=config.start)
    return ManualClock(config.start)


class World:
    """A running pair of products with its journal. Made by :meth:`open`."""

    journal: Journal
    clock: Clock
    ids: Ids
    secrets: Secrets
    control: Control
    engine: Engine
    faults: FaultBook
    okta: OktaService
    zitadel: ZitadelApp | None
    instance: Instance | None
    okta_url: str
    zitadel_url: str
    _lab: LabApp
    _server: ZitadelServer | None
    _view: ZitadelView

    def __init__(self, config: WorldConfig) -> None:
        self.config = config
        self.correlator = Correlator()

    @classmethod
    @asynccontextmanager
    async def open(cls, config: WorldConfig) -> AsyncIterator["World"]:
        """Start everything; both products answer when this yields.

        Raises :class:`simulator.errors.UsageError` for ports and
        :class:`simulator.errors.JournalError` for the run file.
        """
        world = cls(config)
        async with AsyncExitStack() as stack:
            ports = world._listen(stack)
            world._open_journal(stack)
            world._announce(ports)
            front = world._build(stack, ports)
            tasks = await stack.enter_async_context(running())
            stack.callback(world._stop, front)
            tasks.create_task(front.run_until_stopped())
            await front.ready()
            if world._server is not None:
                await world._server.start(tasks)
            if config.has("okta"):
                await stack.enter_async_context(world.engine.running())
            if world.journal.meta("baseline") is None:
                world.journal.set_meta("baseline", str(world.journal.seq))
            await world.journal.committed()
            yield world

    # -- parts ---------------------------------------------------------------------------

    def _listen(self, stack: AsyncExitStack) -> dict[str, list[socket.socket]]:
        config = self.config
        wanted = {"okta": config.okta_port}  # our own interface is there, too
        if config.has("zitadel"):
            wanted["zitadel"] = config.zitadel_port
        opened = listen_all(wanted, addresses=config.addresses, movable=config.movable)
        for each in chain.from_iterable(opened.values()):
            stack.callback(each.close)
        return opened

    def _open_journal(self, stack: AsyncExitStack) -> None:
        config = self.config
        self.secrets = Secrets.beside(config.db) if config.db and config.keep_secrets else Secrets()
        self.clock = _clock(config)
        self._view = zitadel = ZitadelView()
        self.journal = Journal(config.db, clock=self.clock, views=all_views(zitadel))
        stack.callback(self.journal.close)
        seed = self.journal.meta("seed")
        if seed is None:
            self.journal.set_meta("seed", str(config.seed))
            stands = isinstance(self.clock, ManualClock)
            self.journal.set_meta(CLOCK, "manual" if stands else "real")
            seed = str(config.seed)
            for name, value in config.secrets.items():
                self.secrets.put(name, value)
            keep(self.journal, zitadel=config.zitadel, engine=config.engine)
        else:
            self._go_on()
        zitadel.begin(self.journal.db, lag_ms=self.config.zitadel.lag_ms)
        self.ids = Ids(seed=int(seed), us=self._moment_of_ids, salt=self.journal.seq)
        self.faults = FaultBook(journal=self.journal, clock=self.clock, seed=int(seed))

    def _go_on(self) -> None:
        """Continue a run as it was: its settings, its tokens, no step back in time."""
        settings, engine = recalled(
            self.journal, zitadel=self.config.zitadel, engine=self.config.engine
        )
        self.config = replace(self.config, zitadel=settings, engine=engine)
        if self.journal.seq:
            self.secrets[OKTA_TOKEN]  # a run that has begun does not go on with another one
        if isinstance(self.clock, ManualClock):
            self.clock = self.journal.clock = ManualClock(from_us(self.journal.now()))

    def now(self) -> datetime:
        """Return simulated time; grows with every change even under a clock that stands still."""
        return from_us(self.journal.now())

    def _moment_of_ids(self) -> int:
        fixed = self.config.ids_from
        begun = fixed is None or self.journal.meta(PREPARED) is not None
        return self.journal.now() if fixed is None or begun else to_us(fixed)

    def _announce(self, ports: dict[str, list[socket.socket]]) -> None:
        for side, sockets in ports.items():
            names = [authority(opened) for opened in sockets]
            names.append(f"localhost:{sockets[0].getsockname()[1]}")
            self.journal.set_meta(f"{side}.authority", ",".join(names))
        self.okta_url = f"http://{authority(ports['okta'][0])}"
        self.zitadel_url = ""
        if "zitadel" in ports:
            self.zitadel_url = f"http://localhost:{ports['zitadel'][0].getsockname()[1]}"

    def _build(self, stack: AsyncExitStack, ports: dict[str, list[socket.socket]]) -> Server:
        self._build_okta()
        verbs = verbs_of("okta", self.okta, OKTA_VERBS)
        self.zitadel = self.instance = self._server = lag = None
        if self.config.has("zitadel"):
            app, by_hand = self._build_zitadel(stack, ports["zitadel"])
            verbs += verbs_of("zitadel", by_hand, ZITADEL_VERBS)
            lag = SearchLag(journal=self.journal, view=self._view, app=app, verbs=by_hand)
            self.zitadel = app
        verbs += lab_verbs(
            journal=self.journal,
            clock=self.clock,
            engine=self.engine,
            faults=self.faults,
            server=self._server,
            lag=lag,
            okta=self.config.has("okta"),
        )
        verbs += hand_verbs(self.journal, self.secrets, self.okta, self._transport)
        self.control = Control(verbs, note=self.journal)
        return Server(self._front(), ports["okta"])

    def _build_zitadel(
        self, stack: AsyncExitStack, sockets: list[socket.socket]
    ) -> tuple[ZitadelApp, ZitadelVerbs]:
        settings = self.config.zitadel
        self.instance = bootstrap(
            journal=self.journal, ids=self.ids, settings=settings, secrets=self.secrets
        )
        app = ZitadelApp(
            journal=self.journal, ids=self.ids, settings=settings, secrets=self.secrets
        )
        disturbed = FaultMiddleware(app, faults=self.faults, journal=self.journal)
        recorded = RecordingMiddleware(disturbed, journal=self.journal, correlator=self.correlator)
        self._server = ZitadelServer(recorded, sockets, addresses=self.config.addresses)
        stack.callback(self._server.close)
        client = httpx.AsyncClient(
            transport=self._transport("admin"), trust_env=False, follow_redirects=False
        )
        stack.push_async_callback(client.aclose)
        port = self.zitadel_url.rpartition(":")[2]
        admin = ZitadelAdmin(
            client,
            base_url=f"http://127.0.0.1:{port}",
            token=self.secrets["zitadel.owner.pat"],
            host=f"localhost:{port}",
        )
        return app, ZitadelVerbs(admin, org_id=self.instance.org_id)

    def _build_okta(self) -> None:
        if self.secrets.get(OKTA_TOKEN) is None:
            self.secrets.put(OKTA_TOKEN, self.ids.okta_token())
        self.engine = Engine(
            journal=self.journal,
            ids=self.ids,
            clock=self.clock,
            secrets=self.secrets,
            settings=self.config.engine,
            client_factory=lambda _worker: DirectClient(self._transport("okta")),
            parked=lambda: self.faults.parked,
        )
        self.faults.stirred = self.engine.stirred
        self.okta = OktaService(
            journal=self.journal,
            ids=self.ids,
            clock=self.clock,
            secrets=self.secrets,
            engine=self.engine,
            org_id=self.config.okta_org_id,
        )

    def _front(self) -> OktaFront:
        token = self.secrets[OKTA_TOKEN]
        admin = OktaAdminApp(
            service=self.okta,
            journal=self.journal,
            ids=self.ids,
            clock=self.clock,
            secrets=self.secrets,
            token_name=OKTA_TOKEN,
        )
        self._lab = LabApp(control=self.control, journal=self.journal, token=token)
        bound = {address for address in self.config.addresses if address not in LOOPBACK}
        return OktaFront(lab=self._lab, admin=admin, hosts=frozenset(bound))

    def _stop(self, front: Server) -> None:
        self._lab.end()
        front.stop()
        if self._server is not None:
            self._server.stop()

    def _transport(self, side: str) -> RecordingTransport:
        """Make a transport of one's own; what goes through it is recorded."""
        way: httpx.AsyncBaseTransport = self.config.reach() if side == "okta" else PlainTransport()
        if side == "okta":  # what is done to ZITADEL by hand is left alone
            way = BoundedTransport(way, hidden=self.config.hidden)
            way = FaultTransport(way, faults=self.faults, journal=self.journal)
        return RecordingTransport(way, journal=self.journal, correlator=self.correlator, side=side)

    # -- questions -----------------------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """Read the run over the writer's own connection."""
        return Reader(self.journal.db)

    @property
    def scim_base_url(self) -> str:
        """The base URL the guide puts into Okta."""
        assert self.instance is not None
        port = self.zitadel_url.rpartition(":")[2]
        return f"http://127.0.0.1:{port}/scim/v2/{quote(self.instance.org_id, safe='')}"


def all_views(zitadel: ZitadelView | None = None) -> list[View]:
    """Return the views a run file has, of both products."""
    return [OktaView(), zitadel or ZitadelView(), PlatformView(), FaultView()]


__all__ = ["OKTA_TOKEN", "PREPARED", "World", "WorldConfig", "all_views"]
