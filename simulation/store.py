"""Saved scenarios: append-only revisions with an optimistic lock, in SQLite (WAL) by default or any database by URL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import pathlib
import uuid

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Text, create_engine, event, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from simulation.inputs import ScenarioError
from simulation.scenario import Scenario, build
from simulation.words import said

SCHEMA = 1
_tables = MetaData()
_scenario = Table(
    "scenario",
    _tables,
    Column("id", String(32), primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("head", Integer, nullable=False),
)
_revision = Table(
    "revision",
    _tables,
    Column("scenario_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)


class Conflict(Exception):
    """Somebody else saved a revision meanwhile; nothing was written."""

    def __init__(self, head: int):
        self.head = head
        super().__init__(f"revision {head} was saved meanwhile")


@dataclasses.dataclass(frozen=True)
class Saved:
    """A scenario as the store lists it."""

    id: str
    name: str
    revision: int
    saved_at: dt.datetime


def home() -> pathlib.Path:
    """Where saved work lies: $TIERLAB_HOME, else a folder of the user's."""
    return pathlib.Path(os.environ.get("TIERLAB_HOME") or pathlib.Path.home() / ".tierlab")


class Store:
    """`url` as SQLAlchemy takes it; by default $TIERLAB_DATABASE, else a file in `home()`.

    Raises ScenarioError where it cannot be opened.
    """

    def __init__(self, url: str | None = None):
        url = url or os.environ.get("TIERLAB_DATABASE")
        try:
            if not url:
                home().mkdir(parents=True, exist_ok=True)
                url = f"sqlite:///{home() / 'scenarios.db'}"
            self._engine = create_engine(url, pool_pre_ping=True, connect_args={"timeout": 30} if url.startswith("sqlite") else {})
            if self._engine.dialect.name == "sqlite":
                event.listen(self._engine, "connect", _durable)
                event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
            _tables.create_all(self._engine)
        except (OSError, SQLAlchemyError) as e:
            raise ScenarioError(
                said("saved scenarios cannot be opened ({problem}); check that {home} can be written, or set TIERLAB_HOME",
                     problem=type(e).__name__, home=home())
            ) from None

    def create(self, name: str, scenario: Scenario) -> str:
        """A new saved scenario, revision 1; returns its id.  Raises ScenarioError where the name is taken or empty."""
        name, new = name.strip(), uuid.uuid4().hex[:12]
        if not name or len(name) > 120:
            raise ScenarioError("give a name of 1 to 120 characters")
        try:
            with self._engine.begin() as c:
                c.execute(insert(_scenario).values(id=new, name=name, head=1))
                c.execute(_row(new, 1, scenario))
        except IntegrityError:
            raise ScenarioError(said("there is a saved scenario called {name} already; choose another name", name=f"{name!r}")) from None
        return new

    def save(self, scenario_id: str, base: int, scenario: Scenario) -> int:
        """The next revision after `base`; raises Conflict where `base` is not the newest."""
        with self._engine.begin() as c:
            moved = c.execute(
                update(_scenario).where(_scenario.c.id == scenario_id, _scenario.c.head == base).values(head=base + 1)
            ).rowcount
            if moved != 1:
                raise Conflict(c.execute(select(_scenario.c.head).where(_scenario.c.id == scenario_id)).scalar() or 0)
            c.execute(_row(scenario_id, base + 1, scenario))
        return base + 1

    def listed(self) -> list[Saved]:
        """Every saved scenario with its newest revision, by name."""
        query = (
            select(_scenario.c.id, _scenario.c.name, _scenario.c.head, _revision.c.saved_at)
            .join(_revision, (_revision.c.scenario_id == _scenario.c.id) & (_revision.c.number == _scenario.c.head))
            .order_by(_scenario.c.name)
        )
        with self._engine.connect() as c:
            return [Saved(*row) for row in c.execute(query)]

    def load(self, scenario_id: str, revision: int | None = None) -> tuple[Scenario, Saved]:
        """A revision, the newest by default; raises ScenarioError where there is none or it cannot be read."""
        with self._engine.connect() as c:
            head = c.execute(select(_scenario).where(_scenario.c.id == scenario_id)).first()
            row = (
                head
                and c.execute(
                    select(_revision).where(_revision.c.scenario_id == scenario_id, _revision.c.number == (revision or head.head))
                ).first()
            )
        if not row:
            raise ScenarioError("this scenario is not saved here; the link may come from another installation")
        try:
            document = json.loads(row.body)
        except ValueError:
            raise ScenarioError(said("revision {number} of {name} cannot be read; open an earlier one", number=row.number, name=head.name)) from None
        return build(document, f"saved-{scenario_id}", head.name), Saved(head.id, head.name, row.number, row.saved_at)


def _row(scenario_id: str, number: int, scenario: Scenario):
    body = scenario.document()
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    return insert(_revision).values(
        scenario_id=scenario_id, number=number, schema_version=SCHEMA, body=json.dumps(body, ensure_ascii=False), saved_at=now
    )


def _durable(connection, _record) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
