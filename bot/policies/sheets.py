"""The catalogue's files as rows of a spreadsheet, and rows as the files they should become.

Must not judge a row; what can not be read never comes here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import sheets
from bot.policies.columns import COLUMNS, Column, Sheet, cells_of, key_of, title
from bot.sheets import Heading, Page
from bot.wording import DEFAULT, wording
from models.policy_files import PolicyFiles, Said, signature

SHARED = "chung"
FORMS = ("text", "changing", "ahead", "past")
FACTS_IN_ORDER = (
    "group",
    "ask_back_group",
    "versions",
    "shared_parameters",
    "parameters",
    "computed",
    "statements",
    "procedures",
    "offices",
    "related",
    "sources",
)
WORDS_IN_ORDER = ("title", "button", "names", "samples", "statements")

Record = dict[str, Any]
Records = dict[Sheet, list[Record]]


def export(path: Path, files: PolicyFiles) -> None:
    """Write all pages, led by one that tells how to fill them in."""
    pages = [
        Page(
            title(sheet),
            [_heading(column) for column in COLUMNS[sheet]],
            [cells_of(sheet, record) for record in records],
        )
        for sheet, records in all_records(files).items()
    ]
    say = wording(DEFAULT)
    sheets.write(path, [Page(say("sheet.guide"), (), list(_guide(files))), *pages], terms=say("sheet.terms"))


def _heading(column: Column) -> Heading:
    choices = column.form.choices if column.form else ()
    return Heading(column.title, column.width, choices, fixed=column.key)


def _guide(files: PolicyFiles) -> Iterator[tuple[str]]:
    say = wording(DEFAULT)
    for part in ("sheet.how", "sheet.how_pages", "sheet.how_rules"):
        yield from ((line,) for line in say(part).splitlines())
    yield (say("sheet.state", state=signature(files.root)),)


def all_records(files: PolicyFiles) -> Records:
    """The rows of all pages, as the files say them."""
    return {
        Sheet.ENTRIES: [
            _picked(Sheet.ENTRIES, {"entry": name} | files.facts(name) | files.words(name))
            for name in files.ids
        ],
        Sheet.VERSIONS: [
            _picked(Sheet.VERSIONS, {"entry": name} | version)
            for name in files.ids
            for version in files.facts(name)["versions"]
        ],
        Sheet.STATEMENTS: list(_statements(files)),
        Sheet.NAMES: list(_lines(files, "names")),
        Sheet.SAMPLES: list(_lines(files, "samples")),
        Sheet.FIGURES: list(_figures(files)),
        Sheet.SOURCES: [
            _picked(Sheet.SOURCES, {"entry": where, "name": name} | source)
            for where in (SHARED, *files.ids)
            for name, source in _sources_of(files, where).items()
        ],
    }


def _picked(sheet: Sheet, raw: Mapping[str, Any]) -> Record:
    names = [column.field for column in COLUMNS[sheet]]
    return {name: raw[name] for name in names if raw.get(name) not in (None, [])}


def _statements(files: PolicyFiles) -> Iterator[Record]:
    for entry in files.ids:
        words = files.words(entry)["statements"]
        for name, facts in files.facts(entry)["statements"].items():
            said = words.get(name, {})
            forms = said if isinstance(said, dict) else {"text": said}
            yield _picked(Sheet.STATEMENTS, {"entry": entry, "name": name} | forms | facts)


def _lines(files: PolicyFiles, part: str) -> Iterator[Record]:
    for entry in files.ids:
        for text in files.words(entry)[part]:
            yield {"entry": entry, "text": sheets.plain(str(text))}


def _figures(files: PolicyFiles) -> Iterator[Record]:
    for where in (SHARED, *files.ids):
        for name, figure in _parameters_of(files, where).items():
            for value in figure["values"]:
                whole = {"entry": where, "name": name, "unit": figure["unit"]} | value
                yield _picked(Sheet.FIGURES, whole)


def _sources_of(files: PolicyFiles, where: str) -> Said:
    return files.shared_sources if where == SHARED else files.facts(where).get("sources", {})


def _parameters_of(files: PolicyFiles, where: str) -> Said:
    return files.shared_parameters if where == SHARED else files.facts(where).get("parameters", {})


def assembled(files: PolicyFiles, records: Records) -> PolicyFiles:
    """The files as the rows want them. What no page shows stays as it is."""
    wanted = files.copy()
    _put_entries(wanted, records[Sheet.ENTRIES])
    _put_versions(wanted, records[Sheet.VERSIONS])
    _put_statements(wanted, records[Sheet.STATEMENTS])
    _put_lines(wanted, "names", records[Sheet.NAMES])
    _put_lines(wanted, "samples", records[Sheet.SAMPLES])
    _put_figures(wanted, records[Sheet.FIGURES])
    _put_sources(wanted, records[Sheet.SOURCES])
    for entry in set(wanted.ids) - set(files.ids):
        _order(wanted.facts(entry), FACTS_IN_ORDER)
        _order(wanted.words(entry), WORDS_IN_ORDER)
    return wanted


def _order(said: Said, names: Sequence[str]) -> None:
    ordered = {name: said[name] for name in names if name in said}
    said.clear()
    said.update(ordered)


def _put(said: Said, name: str, value: Any) -> None:
    if value not in (None, [], {}):
        said[name] = value
    elif said.get(name):
        del said[name]


def _by_entry(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record["entry"]].append(record)
    return found


def _put_entries(wanted: PolicyFiles, records: Iterable[Record]) -> None:
    for record in records:
        for name in ("group", "ask_back_group", "offices", "related"):
            _put(wanted.facts(record["entry"]), name, record.get(name))
        for name in ("title", "button"):
            _put(wanted.words(record["entry"]), name, record.get(name))


def _put_versions(wanted: PolicyFiles, records: Iterable[Record]) -> None:
    for entry, own in _by_entry(records).items():
        old = wanted.facts(entry).get("versions", [])
        versions = [_unshown(Sheet.VERSIONS, _at(old, record)) | _fields(record, {"entry"}) for record in own]
        wanted.facts(entry)["versions"] = sorted(versions, key=_since)


def _unshown(sheet: Sheet, raw: Mapping[str, Any]) -> Said:
    """What a file says that no column shows."""
    shown = {column.field for column in COLUMNS[sheet]}
    return {name: value for name, value in raw.items() if name not in shown}


def _at(spans: Sequence[Said], record: Record) -> Said:
    """The period of the file that begins on the day of the row."""
    return next((span for span in spans if _since(span) == _since(record)), {})


def _since(record: Mapping[str, Any]) -> date:
    since: date = record.get("valid_from") or date.min
    return since


def _put_statements(wanted: PolicyFiles, records: Iterable[Record]) -> None:
    for entry, own in _by_entry(records).items():
        facts, words = wanted.facts(entry), wanted.words(entry)
        order = _merged_order(facts.get("statements", {}), [record["name"] for record in own])
        by_name = {record["name"]: record for record in own}
        kept = {"entry", "name", *FORMS}
        old = {name: _unshown(Sheet.STATEMENTS, raw) for name, raw in facts.get("statements", {}).items()}
        facts["statements"] = {name: old.get(name, {}) | _fields(by_name[name], kept) for name in order}
        said = _merged_order(words.get("statements", {}), [record["name"] for record in own])
        words["statements"] = {name: _forms(by_name[name]) for name in said}


def _forms(record: Record) -> str | Said:
    forms = {name: record[name] for name in FORMS if record.get(name) is not None}
    return forms["text"] if len(forms) == 1 else forms


def _merged_order(old: Iterable[str], rows: Sequence[str]) -> list[str]:
    """The old order, as far as it goes on; what is new stands behind the row above it."""
    order = [name for name in old if name in rows]
    for above, name in zip([None, *rows], rows, strict=False):
        if name not in order:
            order.insert(order.index(above) + 1 if above in order else len(order), name)
    return order


def _put_lines(wanted: PolicyFiles, part: str, records: Iterable[Record]) -> None:
    """Rows may be sorted as anybody likes: what stays keeps its place, what is new comes last."""
    for entry, own in _by_entry(records).items():
        texts = [record["text"] for record in own]
        old = {sheets.plain(str(text)): text for text in wanted.words(entry).get(part, [])}
        kept = [raw for text, raw in old.items() if text in texts]
        wanted.words(entry)[part] = kept + [text for text in texts if text not in old]


def _put_figures(wanted: PolicyFiles, records: Iterable[Record]) -> None:
    by_place = _by_entry(records)
    for where in (SHARED, *wanted.ids):
        old = _parameters_of(wanted, where)
        own: defaultdict[str, list[Record]] = defaultdict(list)
        for record in by_place.get(where, []):
            own[record["name"]].append(record)
        figures = {name: _figure(old.get(name, {}), own[name]) for name in _merged_order(old, list(own))}
        _replace(wanted, where, "parameters", figures)


def _figure(old: Said, records: Sequence[Record]) -> Said:
    values = [
        _unshown(Sheet.FIGURES, _at(old.get("values", []), one)) | _fields(one, {"entry", "name", "unit"})
        for one in records
    ]
    return {**old, "unit": records[0]["unit"], "values": sorted(values, key=_since)}


def _put_sources(wanted: PolicyFiles, records: Iterable[Record]) -> None:
    by_place = _by_entry(records)
    for where in (SHARED, *wanted.ids):
        old = _sources_of(wanted, where)
        own = {
            one["name"]: _unshown(Sheet.SOURCES, old.get(one["name"], {})) | _fields(one, {"entry", "name"})
            for one in by_place.get(where, [])
        }
        order = _merged_order(old, list(own))
        _replace(wanted, where, "sources", {name: own[name] for name in order})


def _replace(wanted: PolicyFiles, where: str, part: str, said: Said) -> None:
    if where == SHARED:
        shared = wanted.shared_sources if part == "sources" else wanted.shared_parameters
        shared.clear()
        shared.update(said)
    else:
        _put(wanted.facts(where), part, said)


def _fields(record: Record, without: set[str]) -> Said:
    return {name: value for name, value in record.items() if name not in without and value is not None}


def changed_keys(before: Records, after: Records) -> dict[Sheet, dict[tuple[Any, ...], str]]:
    """Which rows are new, changed or gone, page by page."""
    found: dict[Sheet, dict[tuple[Any, ...], str]] = {}
    for sheet in Sheet:
        old = {key_of(sheet, record): record for record in before[sheet]}
        new = {key_of(sheet, record): record for record in after[sheet]}
        marks = {key: "gone" for key in old if key not in new}
        marks |= {key: "new" for key in new if key not in old}
        marks |= {key: "changed" for key in new if key in old and new[key] != old[key]}
        found[sheet] = marks
    return found
