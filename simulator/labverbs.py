"""Put together what the ``lab.*`` verbs need."""

from simulator.clock import Clock
from simulator.control import Verb, verbs_of
from simulator.faults.book import FaultBook
from simulator.faults.refusing import Here
from simulator.faults.verbs import VERBS as FAULT_VERBS
from simulator.faults.verbs import FaultVerbs
from simulator.journal.writer import Journal
from simulator.lab import VERBS, Lab
from simulator.okta.engine import Engine
from simulator.parts import Parts, ZitadelServer
from simulator.searchlag import SearchLag
from simulator.snapshots import Snapshots


def lab_verbs(
    *,
    journal: Journal,
    clock: Clock,
    engine: Engine,
    faults: FaultBook,
    server: ZitadelServer | None,
    lag: SearchLag | None,
    okta: bool,
) -> list[Verb]:
    """Return the verbs; ``okta`` says whether the engine takes part, ``server`` is ZITADEL's."""
    parts = Parts(engine=engine if okta else None, zitadel=server)
    snapshots = Snapshots(
        journal=journal,
        clock=clock,
        engine=engine,
        faults=faults,
        parts=parts,
        reload=() if lag is None else (lag.load,),
    )
    lab = Lab(
        journal=journal,
        clock=clock,
        engine=engine,
        faults=faults,
        parts=parts,
        snapshots=snapshots,
        lag=lag,
    )
    here = Here(okta=okta, zitadel=server is not None)
    rules = FaultVerbs(faults, journal=journal, clock=clock, here=here)
    return [*verbs_of("lab", lab, VERBS), *verbs_of("lab", rules, FAULT_VERBS)]


__all__ = ["lab_verbs"]
