"""Everything that can go wrong, as a value: what happened, what to do, was it billed.

Any room raises `ProblemError` with a `Problem`; the one guard in `jobs` and the two front ends
turn it into a sentence. The sentences stand in `problem_texts`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.problem_texts import FREE, KEPT, TEXTS


class ProblemKind(StrEnum):
    """One member per row of the catalogue; the value is the key of its text."""

    # bad input
    FILE_MISSING = "file_missing"
    FILE_IS_FOLDER = "file_is_folder"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_TRUNCATED = "file_truncated"
    FILE_DAMAGED = "file_damaged"
    ADDRESS_NOT_FETCHED = "address_not_fetched"
    FILE_NOT_PICTURE = "file_not_picture"
    FILE_FORMAT_UNKNOWN = "file_format_unknown"
    PICTURE_TOO_LARGE = "picture_too_large"
    MASK_SIZE_DIFFERS = "mask_size_differs"
    MASK_EMPTY = "mask_empty"
    MASK_TOO_HEAVY = "mask_too_heavy"
    PROMPT_EMPTY = "prompt_empty"
    PROMPT_TOO_LONG = "prompt_too_long"
    TOO_MANY_PICTURES = "too_many_pictures"
    PICTURE_TOO_HEAVY = "picture_too_heavy"
    SIZE_ILLEGAL = "size_illegal"
    OPTION_NOT_TAKEN = "option_not_taken"
    PART_NOT_TAKEN = "part_not_taken"
    BAD_ARGUMENT = "bad_argument"
    SCREEN_PROFILE_USELESS = "screen_profile_useless"
    EDIT_UNKNOWN = "edit_unknown"
    # refused by the content policy
    REFUSED = "refused"
    # key or access
    KEY_MISSING = "key_missing"
    KEY_WRONG = "key_wrong"
    KEYCHAIN_MISSING = "keychain_missing"
    KEYCHAIN_LOCKED = "keychain_locked"
    KEYCHAIN_SILENT = "keychain_silent"
    KEYCHAIN_UNSAFE = "keychain_unsafe"
    KEYCHAIN_FAILED = "keychain_failed"
    NOT_VERIFIED = "not_verified"
    COUNTRY = "country"
    ACCESS_DENIED = "access_denied"
    MODEL_NOT_FOUND = "model_not_found"
    ADDRESS_MOVED = "address_moved"
    ADDRESS_REFUSED = "address_refused"
    # rate limit, quota, budget
    RATE_LIMITED = "rate_limited"
    SLOW_DOWN = "slow_down"
    QUOTA = "quota"
    SPEND_LIMIT = "spend_limit"
    BILLING_LIMIT = "billing_limit"
    BUDGET = "budget"
    PRICE_UNKNOWN = "price_unknown"
    # network or service
    NO_NETWORK = "no_network"
    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    CONNECTION_REFUSED = "connection_refused"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    CONNECTION_CUT = "connection_cut"
    UPLOAD_TOO_LARGE = "upload_too_large"
    BAD_REQUEST = "bad_request"
    BAD_SIZE = "bad_size"
    BAD_OPTION = "bad_option"
    BAD_UPLOAD = "bad_upload"
    UNKNOWN_OPTION = "unknown_option"
    SERVER_ERROR = "server_error"
    OVERLOADED = "overloaded"
    ANSWER_NOT_JSON = "answer_not_json"
    ANSWER_EMPTY = "answer_empty"
    ANSWER_CUT = "answer_cut"
    STREAM_ENDED = "stream_ended"
    ANSWER_NOT_PICTURE = "answer_not_picture"
    PICTURE_NOT_FETCHED = "picture_not_fetched"
    ANSWER_UNKNOWN = "answer_unknown"
    BATCH_LEFT = "batch_left"
    BATCH_REFUSED = "batch_refused"
    ONLY_WORDS = "only_words"
    CONVERSATION_GONE = "conversation_gone"
    ANSWER_NOT_KEPT = "answer_not_kept"
    GOES_ON = "goes_on"
    SERVICE_SAID = "service_said"
    # disk or library
    DISK_FULL = "disk_full"
    FOLDER_READ_ONLY = "folder_read_only"
    CANNOT_WRITE = "cannot_write"
    LIBRARY_DAMAGED = "library_damaged"
    LIBRARY_NEWER = "library_newer"
    LIBRARY_BUSY = "library_busy"
    PROJECT_DAMAGED = "project_damaged"
    PICTURE_GONE = "picture_gone"
    OUTSIDE_CHANGED = "outside_changed"
    # the rest
    CANCELLED = "cancelled"
    BUG = "bug"


class Area(StrEnum):
    """Whose matter it is; the command line's exit code follows from it."""

    INPUT = "input"
    POLICY = "policy"
    ACCESS = "access"
    LIMIT = "limit"
    SERVICE = "service"
    DISK = "disk"
    CANCELLED = "cancelled"
    PROGRAM = "program"


class Billed(StrEnum):
    """Whether the service may charge for it."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


_AREAS: dict[Area, tuple[ProblemKind, ProblemKind]] = {
    Area.INPUT: (ProblemKind.FILE_MISSING, ProblemKind.EDIT_UNKNOWN),
    Area.POLICY: (ProblemKind.REFUSED, ProblemKind.REFUSED),
    Area.ACCESS: (ProblemKind.KEY_MISSING, ProblemKind.ADDRESS_REFUSED),
    Area.LIMIT: (ProblemKind.RATE_LIMITED, ProblemKind.PRICE_UNKNOWN),
    Area.SERVICE: (ProblemKind.NO_NETWORK, ProblemKind.SERVICE_SAID),
    Area.DISK: (ProblemKind.DISK_FULL, ProblemKind.OUTSIDE_CHANGED),
    Area.CANCELLED: (ProblemKind.CANCELLED, ProblemKind.CANCELLED),
    Area.PROGRAM: (ProblemKind.BUG, ProblemKind.BUG),
}

_SENT_AGAIN_ALONE = frozenset(
    {
        ProblemKind.RATE_LIMITED,
        ProblemKind.SLOW_DOWN,
        ProblemKind.OVERLOADED,
        ProblemKind.CONNECTION_REFUSED,
    }
)

_MAYBE_BILLED = frozenset(
    {
        ProblemKind.TIMEOUT,
        ProblemKind.CONNECTION_CUT,
        ProblemKind.SERVER_ERROR,
        ProblemKind.ANSWER_NOT_JSON,
        ProblemKind.ANSWER_EMPTY,
        ProblemKind.ANSWER_CUT,
        ProblemKind.STREAM_ENDED,
        ProblemKind.ANSWER_UNKNOWN,
        ProblemKind.CANCELLED,
        ProblemKind.GOES_ON,
        ProblemKind.SERVICE_SAID,
    }
)

_CERTAINLY_BILLED = frozenset(
    {
        ProblemKind.ANSWER_NOT_PICTURE,
        ProblemKind.ONLY_WORDS,
        ProblemKind.ANSWER_NOT_KEPT,
        ProblemKind.PICTURE_NOT_FETCHED,
        ProblemKind.OUTSIDE_CHANGED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What happened, in the designer's words.

    `sentence` says what happened, `remedy` what to do; `detail` is the service's or the system's
    own text, for a closer look. `retry_after` is in seconds. No field ever holds a key.
    """

    kind: ProblemKind
    sentence: str
    remedy: str
    billed: Billed = Billed.NO
    request_id: str | None = None
    retry_after: float | None = None
    stage: str = ""
    categories: tuple[str, ...] = ()
    detail: str = ""
    field: str = ""

    @property
    def area(self) -> Area:
        kinds = list(ProblemKind)
        place = kinds.index(self.kind)
        for area, (first, last) in _AREAS.items():
            if kinds.index(first) <= place <= kinds.index(last):
                return area
        raise AssertionError(f"{self.kind} stands in no area.")

    @property
    def may_be_sent_again_alone(self) -> bool:
        """Certainly not billed, and waiting helps; everything else asks the designer first."""
        return self.kind in _SENT_AGAIN_ALONE and self.billed is Billed.NO

    @property
    def is_only_storing(self) -> bool:
        """The answer is here and only laying it in or storing it failed, or was stopped:
        finishing it costs nothing more."""
        if self.area is Area.CANCELLED:
            return self.billed is Billed.YES
        return self.area is Area.DISK and self.billed is not Billed.NO

    @property
    def text(self) -> str:
        """Sentence, billing and remedy as one paragraph."""
        return " ".join(part for part in (self.sentence, self.billing, self.remedy) if part)

    @property
    def billing(self) -> str:
        """The words about money; empty where nothing was sent."""
        if self.billed is Billed.MAYBE:
            return "It may have been billed."
        if self.billed is Billed.YES:
            return "It was billed."
        return "Nothing was billed." if self.area in _AREAS_THAT_SEND else ""


_AREAS_THAT_SEND = frozenset({Area.POLICY, Area.LIMIT, Area.SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWords:
    """What an answer of the service adds to a problem."""

    request_id: str | None = None
    retry_after: float | None = None
    stage: str = ""
    categories: tuple[str, ...] = ()
    detail: str = ""
    field: str = ""


_NO_WORDS = ServiceWords()


def problem(
    kind: ProblemKind,
    words: ServiceWords = _NO_WORDS,
    *,
    billed: Billed | None = None,
    **values: object,
) -> Problem:
    """The problem of this kind; `values` fill the blanks in its text (KeyError if one is missing).

    `billed` replaces the kind's usual answer where more is known.
    """
    sentence, remedy = TEXTS[kind.value]
    settled = _usually_billed(kind) if billed is None else billed
    if kind is ProblemKind.CANCELLED and settled is Billed.NO:
        remedy = FREE
    elif kind is ProblemKind.CANCELLED and settled is Billed.YES:
        remedy = KEPT
    return Problem(
        kind=kind,
        sentence=sentence.format_map(values),
        remedy=remedy.format_map(values),
        billed=settled,
        request_id=words.request_id,
        retry_after=words.retry_after,
        stage=words.stage,
        categories=words.categories,
        detail=words.detail,
        field=words.field,
    )


def _usually_billed(kind: ProblemKind) -> Billed:
    if kind in _MAYBE_BILLED:
        return Billed.MAYBE
    return Billed.YES if kind in _CERTAINLY_BILLED else Billed.NO


@dataclass
class ProblemError(Exception):
    """Carries a Problem from where it is noticed to where it is shown."""

    problem: Problem
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return self.problem.text


def fail(
    kind: ProblemKind,
    words: ServiceWords = _NO_WORDS,
    *,
    billed: Billed | None = None,
    **values: object,
) -> ProblemError:
    """The exception to raise: `raise fail(ProblemKind.FILE_MISSING, name="photo.jpg")`."""
    return ProblemError(problem(kind, words, billed=billed, **values))
