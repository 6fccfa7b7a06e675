"""The scenario file as a whole: words, steps, the file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Union

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from simulator.scenario import (
    app_words,
    calls,
    fault_words,
    lab_words,
    okta_words,
    zitadel_words,
)
from simulator.scenario.base import Body, Part
from simulator.scenario.expectation import Expect
from simulator.scenario.fault_words import Crash, Fault, Latency
from simulator.scenario.given import Given


class During(Body):
    """Trouble while some steps are played: a fault rule, a latency, or a part that is down.

    The window opens before the first of its ``steps`` and closes behind the last; each of them
    counts like any other step. Whatever they cause is met by the trouble only until it closes, so
    the last one is ``settle``, ``expect`` or ``wait``.
    """

    fault: Fault | None = None
    """A fault rule, removed at the end."""
    latency: Latency | None = None
    """A delay of every request, taken away at the end."""
    crash: Crash | None = None
    """What crashes, and starts again at the end."""
    steps: list["AnyStep"] = Field(min_length=1)
    """What is done meanwhile."""

    @model_validator(mode="after")
    def _some_trouble(self) -> "During":
        raise PydanticCustomError("during", "expected one of fault, latency and crash")


WORDS: Mapping[str, type[Body]] = {
    **lab_words.WORDS,
    **zitadel_words.WORDS,
    **okta_words.WORDS,
    **app_words.WORDS,
    **calls.WORDS,
    **fault_words.WORDS,
    "during": During,
    "expect": Expect,
}
"""Every step word with what stands behind it."""
WORDLESS: Mapping[str, str] = {
    "lab.state": "a question; an expectation asks what it would answer",
    "okta.push.list": "a question; expectations look at the requests and the log",
    "okta.import.list": "a question; expectations look at the assignments and the log",
    "lab.reset": "the runner does it between two plays of a scenario",
    "lab.fault.list": "a question; an expectation asks how often each rule was at work",
    "lab.snapshots": "a question",
    "lab.again": "a step says what it sends: request",
    "okta.whatif": "a question",
}
"""Control verbs that no step has a word for, with the reason."""
NAME = r"[A-Za-z][A-Za-z0-9_-]*"


class Step(Part):
    """One step: exactly one word, and what may stand beside it."""

    word: ClassVar[str] = ""
    name: str | None = None
    """Shown instead of the step's own summary."""
    capture: str | None = Field(default=None, pattern=f"^{NAME}$")
    """Keep the result under this name, for ``${name.…}`` in later steps."""
    refused: str | None = None
    """The step must fail, and this text must be in the reason."""

    @property
    def body(self) -> Body:
        """Return what stands behind the word."""
        body: Body = getattr(self, self.word)
        return body


def _make(word: str, body: type[Body]) -> type[Step]:
    made = create_model(
        f"{body.__name__}Step",
        __base__=Step,
        __doc__=body.__doc__,
        __module__=__name__,
        **{word: (body, ...)},  # type: ignore[call-overload]
    )
    made.word = word
    step: type[Step] = made
    return step


BARE = (
    *("pause", "mark", "settle", "hold", "release", "step", "organization", "mappings"),
    *("provisioning_off", "force_sync", "provision_users", "activate_app", "deactivate_app"),
    *("update_usernames", "convert_assignments", "refresh_app_groups"),
    *("import", "confirm_import", "clear_imports"),
    *("clear_faults", "snapshot", "restore"),
)
"""Words that may stand alone, as in ``- settle``."""
STEPS: Mapping[str, type[Step]] = {word: _make(word, body) for word, body in WORDS.items()}


def spelled_out(step: Any) -> Any:
    """Turn a step that is one bare word into a mapping."""
    return {step: None} if isinstance(step, str) and step in BARE else step


def words_of(step: Any) -> list[str]:
    """Return the step words a mapping holds; one is right."""
    if isinstance(step, Step):
        return [step.word]
    return [key for key in step if key in WORDS] if isinstance(step, dict) else []


def _tag(step: Any) -> str | None:
    words = words_of(step)
    return words[0] if len(words) == 1 else None


if TYPE_CHECKING:
    AnyStep = Step
else:
    AnyStep = Annotated[
        Union[tuple(Annotated[step, Tag(word)] for word, step in STEPS.items())],  # noqa: UP007
        Discriminator(_tag),
        BeforeValidator(spelled_out),
    ]


def _number(value: Any) -> Any:
    """Keep ``true`` and ``1.0`` from being taken for 1."""
    if value == 1 and type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


class Scenario(Part):
    """A story in a file: how the world looks, what is done, what must be true."""

    version: Annotated[Literal[1], BeforeValidator(_number)] = 1
    """Version of this format."""
    scenario: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """Short name, like the file's."""
    title: str = Field(min_length=1)
    """One line: what happens."""
    about: str = ""
    """More of it, for who reads the file."""
    source: str = ""
    """Where the story is known from."""
    include: list[str] = Field(default_factory=list)
    """Other files whose given, variables and steps come first; what stands here wins."""
    variables: dict[str, JsonValue] = Field(default_factory=dict)
    """Values for ``${name}`` anywhere below."""
    cases: dict[str, dict[str, JsonValue]] = Field(default_factory=dict, min_length=1)
    """A table: each row plays the whole scenario once, with its own values for ``${name}``."""
    given: Given = Given()
    """How both products look before the first step."""
    steps: list[AnyStep] = Field(default_factory=list)
    """What is done, and what must be true."""

    @model_validator(mode="before")
    @classmethod
    def _one_include(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("include"), str):
            return {**value, "include": [value["include"]]}
        return value


__all__ = [
    "BARE",
    "NAME",
    "STEPS",
    "WORDLESS",
    "WORDS",
    "During",
    "Scenario",
    "Step",
    "spelled_out",
    "words_of",
]
