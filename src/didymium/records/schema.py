"""The tables of the records. What an entity owns carries ``entity_id``: :mod:`didymium.records.scope` reads nothing else."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

#: no row of these is ever changed or deleted: a trigger of the database refuses it
APPEND_ONLY = ("batches", "actuals", "targets", "directives", "approvals", "balances", "audit")
ROLES = ("reader", "proposer", "approver", "keeper")
STATES = ("draft", "submitted", "returned", "accepted", "closed")
#: why a figure that stood already is written anew
REASONS = ("final", "meter", "assay", "stocktake", "price", "late", "typing", "restated", "other")


def _ident() -> Column[int]:
    return Column("id", Integer, primary_key=True, comment="Number of the row")


def _to(name: str, table: str, meaning: str, needed: bool = True) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=not needed, comment=meaning)


def _text(name: str, meaning: str, needed: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not needed, comment=meaning)


def _whole(name: str, meaning: str, needed: bool = True) -> Column[int]:
    return Column(name, Integer, nullable=not needed, comment=meaning)


def _one_of(column: str, choices: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(c) for c in choices)})", name=f"{column}_known")


entities = Table(
    "entities",
    metadata,
    _ident(),
    Column("name", Text, nullable=False, unique=True, comment="Name as tables of actuals write it"),
    _to("parent_id", "entities", "The entity above: what is granted there holds here too", needed=False),
    _text("kind", "group, company, state, institute, line or unit"),
    comment="Whose rows there are, each under at most one other",
)

people = Table(
    "people",
    metadata,
    _ident(),
    Column("name", Text, nullable=False, unique=True, comment="Name as `--as` gives it"),
    Column("key", Text, nullable=False, unique=True, comment="The name folded (NFKC, case, spaces), so that no two look the same"),
    comment="Who may ask",
)

grants = Table(
    "grants",
    metadata,
    _ident(),
    _to("person_id", "people", "Who may"),
    _text("role", "reader, proposer, approver or keeper"),
    _to("entity_id", "entities", "Where, and below it; empty for everywhere", needed=False),
    _to("by_id", "people", "Who granted it"),
    _text("at", "When, UTC"),
    _text("revoked_at", "When it was revoked; empty while it holds", needed=False),
    _one_of("role", ROLES),
    comment="Who may do what where; never granted to oneself",
)

delegations = Table(
    "delegations",
    metadata,
    _ident(),
    _to("from_id", "people", "Whose right is lent"),
    _to("to_id", "people", "To whom; nobody lends on what was lent"),
    _text("role", "proposer or approver"),
    _text("start", "First day"),
    _text("end", "First day on which it no longer holds"),
    _text("at", "When it was said, UTC"),
    _text("withdrawn_at", "When it was taken back; empty while it holds", needed=False),
    _one_of("role", ("proposer", "approver")),
    comment="Rights lent for some days",
)

versions = Table(
    "versions",
    metadata,
    _ident(),
    _to("entity_id", "entities", "Whose version"),
    _text("name", "Its name, such as plan-2027"),
    _whole("revision", "1, and one more at each amendment"),
    _text("state", "draft, submitted, returned, accepted or closed"),
    _text("kind", "run (a result folder) or chain (a chain folder)"),
    _text("path", "Where the folder stood"),
    _text("hash", "SHA-256 of its content"),
    _text("note", "What it is, or why it was amended"),
    _whole("serial", "Counts changes of this row"),
    UniqueConstraint("entity_id", "name", "revision", name="one_revision"),
    _one_of("state", STATES),
    comment="Versions of a plan or a chain, by the hash of their content",
)

periods = Table(
    "periods",
    metadata,
    _ident(),
    _to("entity_id", "entities", "Whose period"),
    _text("label", "As it is written: 2026Q3"),
    _whole("first", "First month, counted from the year 0"),
    _whole("end", "First month after it"),
    _text("state", "closed, or amended: changed after it was closed, and not closed again"),
    _whole("closings", "How often it was closed"),
    _text("closed_at", "When it was last closed, UTC"),
    UniqueConstraint("entity_id", "first", "end", name="one_period"),
    _one_of("state", ("closed", "amended")),
    comment="Periods that were closed; one without a row is open",
)

approvals = Table(
    "approvals",
    metadata,
    _ident(),
    _to("entity_id", "entities", "Whose version or period"),
    _to("version_id", "versions", "The version; empty for a period", needed=False),
    _to("period_id", "periods", "The period; empty for a version", needed=False),
    _text("step", "draft, submit, return, accept, close or amend"),
    _to("by_id", "people", "Who did it"),
    _to("for_id", "people", "Whose right was used, where it was lent", needed=False),
    _text("why", "Reason given", needed=False),
    _text("hash", "Content that the step was about", needed=False),
    _text("at", "When, UTC"),
    comment="Every step of a version or period, never changed",
)

balances = Table(
    "balances",
    metadata,
    _ident(),
    _to("entity_id", "entities", "Whose stock"),
    _to("period_id", "periods", "The period that was closed"),
    _whole("closing_no", "At which of its closings"),
    _text("product", "Of what"),
    Column("opening", Float, nullable=True, comment="Stock at its start, t; empty where none was reported"),
    Column("closing", Float, nullable=True, comment="Stock at its end, t; empty where none was reported"),
    _to("prior_id", "balances", "The balance of the period before that the opening was checked against", needed=False),
    comment="Opening and closing stocks of closed periods: each opening is a checked join to the closing before",
)

batches = Table(
    "batches",
    metadata,
    _ident(),
    _text("table_name", "Table of actuals that it holds"),
    _text("file", "Name of the file"),
    _text("sha256", "Hash of its bytes"),
    _text("reason", "Reason code where it writes anew what stood already", needed=False),
    _text("why", "In words", needed=False),
    _to("by_id", "people", "Who imported it"),
    _text("at", "When, UTC"),
    comment="Imports, each whole or not at all",
)


def _told(name: str, comment: str) -> Table:
    """A table of rows that were reported: valid for a period, known since a moment."""
    return Table(
        name,
        metadata,
        _ident(),
        _to("batch_id", "batches", "Import that brought it"),
        _to("entity_id", "entities", "Whose row"),
        _text("table_name", "Table of actuals (figures, streams, assays, ...)"),
        _text("subject", "What it is about, as canonical JSON: the key of its table, with months in the place of labels"),
        _whole("first", "First month that it is valid for; empty for what has no period", needed=False),
        _whole("end", "First month after them", needed=False),
        _text("cells", "The row as canonical JSON, column to text"),
        _whole("line", "Line of the file"),
        _whole("preliminary", "1 until a final value replaces it"),
        _to("by_id", "people", "Who recorded it"),
        _to("for_id", "people", "Whose right was used, where it was lent", needed=False),
        _text("recorded_at", "Since when it is known, UTC"),
        Index(f"{name}_subject", "entity_id", "table_name", "subject"),
        comment=comment,
    )


actuals = _told("actuals", "What was reported: for each subject the row recorded last holds, the older ones stay")
targets = _told("targets", "What was asked")
directives = _told("directives", "Who ordered what")
TOLD = {"targets": targets, "directives": directives}  # all others stand in actuals

actions = Table(
    "actions",
    metadata,
    _ident(),
    Column("code", Text, nullable=False, unique=True, comment="Name that commands take"),
    _to("entity_id", "entities", "Whose action"),
    _text("text", "What is to be done"),
    _text("owner", "Who answers for it"),
    _text("due", "By which day"),
    _text("directive", "Order that it serves", needed=False),
    _text("target", "Target that it serves", needed=False),
    _text("state", "open or closed"),
    _text("evidence", "What shows that it was done", needed=False),
    _to("by_id", "people", "Who added it"),
    _text("at", "When, UTC"),
    _text("closed_at", "When it was closed, UTC", needed=False),
    _whole("serial", "Counts changes of this row"),
    _one_of("state", ("open", "closed")),
    comment="Actions with an owner, a day and evidence",
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, comment="1, 2, 3, ... without a gap"),
    _text("at", "When, UTC"),
    _text("actor", "Who did it"),
    _text("verb", "What was done"),
    _text("body", "The event as canonical JSON, with the SHA-256 of every row that it wrote"),
    _text("prev", "Hash of the event before"),
    _text("hash", "SHA-256 over the canonical JSON of all the other columns"),
    comment="The chain: one event a transaction, never changed",
)
