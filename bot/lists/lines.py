"""What reading a list gives: lines, what is wrong by row and column, and why a file is not taken at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.register.households import Birth
from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Ethnicity, Relation, Sex, Status
from bot.errors import DongHanhError

MOST_LINES = 25_000


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


class Layout(StrEnum):
    """Whether a row is a household or one of its members."""

    HOUSEHOLDS = "households"
    MEMBERS = "members"


class Encoding(StrEnum):
    """How text was written."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    WINDOWS_1258 = "windows-1258"
    TCVN3 = "tcvn3"
    VNI = "vni"


class Refusal(StrEnum):
    """Why a file is not taken at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    NO_LIST_FILE = "no_list_file"
    LOCKED = "locked"
    MACROS = "macros"
    ENTITIES = "entities"
    DAMAGED = "damaged"
    TOO_HARD = "too_hard"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    STRAY_CELL = "stray_cell"
    NO_LIST = "no_list"


class ListRefused(DongHanhError):
    """A file of which nothing is taken. `detail` is a cell or a sheet's name where that helps."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


class Severity(StrEnum):
    """An error keeps a line out, a doubt lets it in for a person to look at, a note tells what was done."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


class FaultCode(StrEnum):
    """What is wrong or to be known."""

    NAME_MISSING = "name_missing"
    NAME_ODD = "name_odd"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_MISSING = "status_missing"
    STATUS_CONFLICTING = "status_conflicting"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    TOO_OLD = "too_old"
    SIZE_IMPOSSIBLE = "size_impossible"
    NUMBER_TWICE = "number_twice"
    CELL_BROKEN = "cell_broken"
    MEMBER_NOT_TAKEN = "member_not_taken"
    MEMBER_WITHOUT_HOUSEHOLD = "member_without_household"
    NAME_TWICE = "name_twice"
    STATUS_EITHER = "status_either"
    DATE_FROM_SERIAL = "date_from_serial"
    DATE_SHORT_YEAR = "date_short_year"
    YEAR_AS_DATE = "year_as_date"
    NUMBER_UNREADABLE = "number_unreadable"
    SIZE_DIFFERS = "size_differs"
    POINTS_DIFFER = "points_differ"
    MARK_UNREADABLE = "mark_unreadable"
    DEPRIVATION_UNKNOWN = "deprivation_unknown"
    CAUSE_UNKNOWN = "cause_unknown"
    CANNOT_ESCAPE_UNKNOWN = "cannot_escape_unknown"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_OLD = "phone_old"
    SEX_UNKNOWN = "sex_unknown"
    RELATION_UNKNOWN = "relation_unknown"
    ETHNICITY_UNKNOWN = "ethnicity_unknown"
    INSURANCE_UNREADABLE = "insurance_unreadable"
    INCOME_SMALL = "income_small"
    FORMULA = "formula"
    FORMULA_EMPTY = "formula_empty"
    HEAD_MISSING = "head_missing"
    HEADS_SEVERAL = "heads_several"
    TEXT_CUT = "text_cut"
    SHEET_NO_LIST = "sheet_no_list"
    SHEET_HIDDEN = "sheet_hidden"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    COLUMN_GUESSED = "column_guessed"
    COLUMN_LEFT_OUT = "column_left_out"
    CONVERTED = "converted"
    LINKS_IGNORED = "links_ignored"
    FORMULAS_UNSEEN = "formulas_unseen"
    STATUS_FROM_TITLE = "status_from_title"
    NO_STATUS = "no_status"

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return Severity.ERROR if self in _ERRORS else Severity.NOTE if self in _NOTES else Severity.DOUBT


_ERRORS = frozenset(
    {
        FaultCode.NAME_MISSING,
        FaultCode.STATUS_UNKNOWN,
        FaultCode.STATUS_MISSING,
        FaultCode.STATUS_CONFLICTING,
        FaultCode.DATE_IMPOSSIBLE,
        FaultCode.DATE_UNREADABLE,
        FaultCode.DATE_IN_FUTURE,
        FaultCode.TOO_OLD,
        FaultCode.SIZE_IMPOSSIBLE,
        FaultCode.NUMBER_TWICE,
        FaultCode.CELL_BROKEN,
        FaultCode.MEMBER_NOT_TAKEN,
        FaultCode.MEMBER_WITHOUT_HOUSEHOLD,
    }
)
_NOTES = frozenset(
    {
        FaultCode.SHEET_NO_LIST,
        FaultCode.SHEET_HIDDEN,
        FaultCode.COLUMN_UNKNOWN,
        FaultCode.COLUMN_TWICE,
        FaultCode.COLUMN_GUESSED,
        FaultCode.COLUMN_LEFT_OUT,
        FaultCode.CONVERTED,
        FaultCode.LINKS_IGNORED,
        FaultCode.FORMULAS_UNSEEN,
        FaultCode.STATUS_FROM_TITLE,
        FaultCode.NO_STATUS,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about one place. `row` counts as people see it, `column` is its letter.

    `value` is what stands there, cut and with long numbers hidden; `detail` is what else the reader needs."""

    code: FaultCode
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str = ""
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.code.severity


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person of a list; `row` is where they stand. `phones` are +84…, the first is the first written."""

    row: int
    name: str
    relation: Relation = Relation.HEAD
    birth: Birth | None = None
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    phones: tuple[str, ...] = ()
    insured_to: date | None = None


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """One household of a list, its head first among the members.

    None is what the list does not tell. Where `all_members` is false only the head is known, and nothing
    follows for the others. `income` is VND per person and month; points are of forms B1 and B2."""

    sheet: str
    rows: tuple[int, ...]
    members: tuple[MemberLine, ...]
    all_members: bool = False
    number: str | None = None
    hamlet: str | None = None
    address: str | None = None
    status: Status | None = None
    cannot_escape: CannotEscape | None = None
    size: int | None = None
    deprivations: frozenset[Deprivation] | None = None
    causes: frozenset[Cause] | None = None
    income_points: int | None = None
    deprivation_points: int | None = None
    income: int | None = None
    note: str | None = None

    @property
    def head(self) -> MemberLine:
        """Who stands first."""
        return self.members[0]

    def elsewhere(self) -> "HouseholdLine":
        """The same line without where it stands: two that say the same are equal."""
        members = tuple(replace(member, row=0) for member in self.members)
        return replace(self, sheet="", rows=(), members=members)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that is a list: its form, the rows of its headings, and what each column was taken for."""

    name: str
    layout: Layout
    header_rows: tuple[int, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadList:
    """All that a file holds. `encoding` is how its text was written, where that had to be found."""

    kind: FileKind
    encoding: Encoding | None
    sheets: tuple[SheetRead, ...]
    households: tuple[HouseholdLine, ...]
    faults: tuple[Fault, ...]

    def of(self, severity: Severity) -> Sequence[Fault]:
        """The faults of one weight."""
        return [fault for fault in self.faults if fault.severity is severity]
