"""Parameters of a notebook.

A notebook declares its parameters once, in its header; inspection, validation, the command line's help and
the "re-run this page" box all read that declaration.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Strict, ValidationError, model_validator

from tradelabor.sources import beginnings, raw

#: A number or a text; a bare yes or no, which YAML takes for a truth value, is neither.
Value = Annotated[float, Strict()] | Annotated[int, Strict()] | Annotated[str, Strict()]

#: What stands for the reader's own files, or what the repository carries (see `sources.own`).
BEST = "best"

#: Types whose values are words.
_WORDS = ("choice", "choices", "path", "name")

#: A name: a letter first and a letter, full stop or bracket last; spaces, commas, apostrophes and hyphens between.
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,.'()-]){0,78}[^\W\d_.)]")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain YAML only, in C where PyYAML has it, which is ten times as fast; the same name twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> object:
        """A mapping, every name in it once."""
        names = [name.value for name, _ in node.value]
        if twice := [name for name in names if names.count(name) > 1]:
            raise yaml.MarkedYAMLError(problem=f"{twice[0]} is in it twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


class UsageError(ValueError):
    """A user's mistake; the message is one line that names the thing, its value and what is allowed."""


class _Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Declaration):
    """One parameter: its type, default, unit, limits and meaning.

    `minimum` and `maximum` belong to the range, `above` and `below` do not. A `choice` is one of the words in
    `allowed`, `choices` one or more of them joined by +, a `path` one of them or a file, folder or pattern of
    files that exists, a `name` one of them in any case or, where the path parameter `files` names files of the
    reader's, any name (of a country, say). The files that a `path` names stand in for the parameters in `replaces`.
    What `finds` lists is taken from the reader's own files (see `sources.own`) where the value is `best`; {year} there
    is the value of the parameter `year`.
    """

    type: Literal["number", "integer", "choice", "choices", "path", "name"]
    default: Value
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    files: str = ""
    replaces: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        if (self.type in _WORDS) != bool(self.allowed):
            raise ValueError(f"a {', '.join(_WORDS)}, and nothing else, lists what is allowed")
        if (self.type == "name") != bool(self.files):
            raise ValueError("a name, and nothing else, states the parameter whose files may know others")
        if self.replaces and self.type != "path":
            raise ValueError("only a path replaces other parameters")
        if self.finds and self.allowed[:1] != (BEST,):
            raise ValueError(f"only a path whose first word is {BEST} finds files")
        if "\n" in self.meaning + self.unit:
            raise ValueError("meaning and unit are one line each")
        if not self.allows(self.default):
            raise ValueError(f"default {self.default!r} is not {self.range}")
        return self

    @property
    def range(self) -> str:
        """What is allowed, in words: ``a number above 0 and at most 1``."""
        words = ", ".join(self.allowed)
        if self.type == "choice":
            return f"one of {words}"
        if self.type == "choices":
            return f"one or more of {words}, each once, joined by +"
        if self.type == "path":
            return f"{words}, or a file, folder or pattern that exists"
        if self.type == "name":
            return f"one of {words}, or another name if {self.files} gives files that know it"
        years = self.unit == "year"  # 2021, not 2,021
        limits = [
            f"{word} {limit:{'.10g' if years else ',.10g'}}"
            for word, limit in (
                ("above", self.above),
                ("at least", self.minimum),
                ("below", self.below),
                ("at most", self.maximum),
            )
            if limit is not None
        ]
        kind = "a whole number" if self.type == "integer" else "a number"
        return " ".join([kind, " and ".join(limits)]).strip()

    def parse(self, name: str, value: object) -> Value:
        """The value in the parameter's type.

        Raises
        ------
        UsageError
            If it has the wrong type, is out of range, not allowed, not finite or empty.
        """
        parsed = self._parsed(value)
        if parsed is None:
            unit = f" ({self.unit})" if self.unit else ""
            raise UsageError(f"parameter {name} = {value!r}: must be {self.range}{unit}")
        return parsed

    def allows(self, value: object) -> bool:
        """Whether `parse` would take the value."""
        return self._parsed(value) is not None

    def files_of(self, value: object, values: Mapping[str, Value]) -> bool:
        """Whether a path's value stands for files: it names them, or is `best` and the reader has them.

        Raises
        ------
        UsageError
            If two of the reader's files could be meant.
        """
        if value == BEST and self.finds:
            return bool(self.found(values))
        return value not in (None, *self.allowed)

    def found(self, values: Mapping[str, Value]) -> list[Path]:
        """The reader's files that `best` stands for, given all parameters; errors as `files_of`."""
        from tradelabor.sources import own

        try:
            return [path for want in self.finds for path in own.best(want.format(**values))]
        except own.SourceError as error:
            raise UsageError(str(error)) from error

    def _parsed(self, value: object) -> Value | None:
        """The value in the parameter's type; None if it is not allowed."""
        if self.type in _WORDS:
            return self._word(value) if isinstance(value, str) else None
        number = _number(value, whole=self.type == "integer")
        if number is None:
            return None
        inside = (
            (self.above is None or number > self.above)
            and (self.minimum is None or number >= self.minimum)
            and (self.below is None or number < self.below)
            and (self.maximum is None or number <= self.maximum)
        )
        return number if inside else None

    def _word(self, value: str) -> str | None:
        if value in self.allowed:
            return value
        parts = value.split("+")
        if self.type == "choices" and set(parts) <= set(self.allowed) and len(set(parts)) == len(parts):
            return value
        if self.type == "path" and value.strip() and raw.matching(_at_home(value)):
            return str(_at_home(value).absolute())
        if self.type == "name" and _NAME.fullmatch(value):
            return next((word for word in self.allowed if word.casefold() == value.casefold()), value)
        return None


def _nearest(name: str, known: Iterable[str], cutoff: float) -> str:
    """The name that was mistyped; else those of which a part was typed, or one that is like it at all."""
    names = list(known)
    parts = [one for one in names if len(name) > 2 and name in one][:3]
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.85) or parts
    return " or ".join(found or difflib.get_close_matches(name, names, n=1, cutoff=cutoff))


def _at_home(value: str) -> Path:
    """A path whose ~ is the reader's folder; behind a name and = few shells see to that."""
    try:
        return Path(value).expanduser()
    except RuntimeError:  # nobody here has that name
        return Path(value)


def _number(value: object, whole: bool) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", value, re.ASCII):
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    if whole:
        exact = Decimal(value)
        return int(exact) if exact == int(exact) else None
    return number


class Header(_Declaration):
    """What a notebook says about itself: document, section, data files it reads, parameters.

    `together` names a function of the library that takes parameters by their names and raises `ValueError` if they are
    not allowed together.
    """

    document: str
    section: str
    summary: str
    data: tuple[str, ...] = ()
    together: str = ""
    parameters: dict[str, Parameter] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Header:
        for name, parameter in self.parameters.items():
            if parameter.files and (
                parameter.files not in self.parameters or self.parameters[parameter.files].type != "path"
            ):
                raise ValueError(f"parameter {name}: {parameter.files} is no path parameter")
            if other := [word for word in parameter.replaces if word not in self.parameters or word == name]:
                raise ValueError(f"parameter {name}: replaces {other[0]}, which is no other parameter")
        return self


class Scenario(_Declaration):
    """A named parameter set; the page of its chapter's scenarios tells what it changes, and `why`."""

    notebook: str
    title: str
    why: str = ""
    parameters: dict[str, Value]


class Notebook:
    """A notebook source (MyST markdown), its declaration, and its title: the first heading.

    Raises
    ------
    UsageError
        If the header is missing or malformed, or the notebook has no title.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        try:
            self.text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"notebook {self.name}: {path.name} is not UTF-8 text (byte {error.start:,})") from error
        parts = self.text.split("\n---\n", 1)
        if not self.text.startswith("---\n") or len(parts) != 2:
            raise UsageError(f"notebook {self.name}: {path.name} must start with a header between two lines ---")
        try:
            declared = yaml.load(parts[0][4:], _Loader)
            if isinstance(declared, dict) and "jupytext" in declared and "tradelabor" not in declared:
                lost = "no entry tradelabor; a save in JupyterLab takes it out: put it back from the project"
                raise UsageError(f"notebook {self.name}: header: {lost}")
            self.header = Header.model_validate(declared.get("tradelabor") if isinstance(declared, dict) else None)
        except (ValidationError, yaml.YAMLError) as error:
            raise UsageError(f"notebook {self.name}: header: {_first(error, before=1)}") from error
        self.body = parts[1]
        prose = re.sub(r"^```.*?^```$", "", self.body, flags=re.MULTILINE | re.DOTALL)
        heading = re.search(r"^# +(\S.*)$", prose, flags=re.MULTILINE)
        if heading is None:
            raise UsageError(f"notebook {self.name}: no title (a line that starts with '# ')")
        self.title = heading[1].strip()

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Declared parameters by name."""
        return self.header.parameters

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name.

        Raises
        ------
        UsageError
            If it is not declared (the nearest is suggested).
        """
        if name not in self.parameters:
            near = _nearest(name, self.parameters, 0.5)
            hint = f"did you mean {near}?" if near else "allowed: " + (", ".join(self.parameters) or "none")
            raise UsageError(f"notebook {self.name} has no parameter {name!r}; {hint}")
        return self.parameters[name]

    def defaults(self) -> dict[str, Value]:
        """Every parameter's default."""
        return {name: p.parse(name, p.default) for name, p in self.parameters.items()}

    def validate(self, given: Mapping[str, object]) -> dict[str, Value]:
        """Every parameter's value: the given ones checked, defaults for the rest.

        A parameter that the files of another one replace has no value. So what this returns can be checked again, and
        nothing that is recorded states a value that was not used. `best` gives way to the word behind it where a
        parameter is given that its files would replace.

        Raises
        ------
        UsageError
            If a name is not declared (the nearest is suggested), a value is not allowed, or a parameter is given
            together with files that replace it.
        """
        parsed = {name: self.parameter(name).parse(name, value) for name, value in given.items()}
        values = self.defaults() | parsed
        for name, parameter in self.parameters.items():
            if values[name] == BEST and set(parameter.replaces) & parsed.keys():
                values[name] = parameter.allowed[1]
        for name, parameter in self.parameters.items():
            own_files = parameter.files and self.parameters[parameter.files].files_of(values[parameter.files], values)
            if parameter.type == "name" and not own_files and values[name] not in parameter.allowed:
                raise UsageError(f"parameter {name} = {values[name]!r}: must be {parameter.range}")
        for name, parameter in self.parameters.items():
            if parameter.type != "path" or not parameter.files_of(values.get(name), values):
                continue
            for replaced in parameter.replaces:
                if replaced in given:
                    raise UsageError(
                        f"parameter {replaced} = {given[replaced]!r}: replaced by the files of parameter {name} = "
                        f"{values[name]!r}; give one of the two"
                    )
                values.pop(replaced, None)
        return values

    def check(self, values: Mapping[str, Value]) -> None:
        """See that values which are allowed one by one are allowed together, by the rule that the header names.

        Raises
        ------
        UsageError
            If they are not; the message is the rule's.
        """
        if not self.header.together:
            return
        module, _, name = self.header.together.rpartition(".")
        rule = getattr(importlib.import_module(module), name)
        taken = inspect.signature(rule).parameters
        every = any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values())
        try:
            rule(**{name: value for name, value in values.items() if every or name in taken})
        except (ValueError, ArithmeticError) as error:
            raise UsageError(f"notebook {self.name}: parameters that do not go together: {error}") from error


#: What a YAML parser says of the commonest mistakes, and what a writer would.
_YAML = {
    "mapping values are not allowed": "a colon and a space within a value: put it into quotation marks",
    "cannot start any token": "a sign that begins no value, such as a tab: indent with spaces",
    "could not find expected ':'": "a name without a colon behind it",
    "expected ',' or": "a bracket that is not closed, or a comma that is missing",
    "node content": "a bracket that is not closed",
    "expected key": "lines that are not indented alike",
    "expected <block end>": "lines that are not indented alike",
}


def _first(error: ValidationError | yaml.YAMLError | OSError | UnicodeDecodeError, before: int = 0) -> str:
    """The first problem in a line; `before` are lines of the file that the parser did not see."""
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        return f"{'.'.join(map(str, problem['loc'])) or 'tradelabor'}: {problem['msg']}"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        told = error.problem or error.context or "not YAML"
        words = next((words for start, words in _YAML.items() if start in told), told)
        return f"line {error.problem_mark.line + 1 + before}: {words}"
    if isinstance(error, UnicodeDecodeError):
        return beginnings.not_utf8(error.object, whole=True)
    return str(error).replace("\n", " ")


def project_directory() -> Path:
    """The folder that holds ``notebooks/``: in the package if installed, else the project's."""
    packaged = Path(__file__).parents[1]
    return packaged if (packaged / "notebooks").is_dir() else packaged.parents[1]


def notebooks_directory() -> Path:
    """The folder of the notebook sources."""
    return project_directory() / "notebooks"


def names() -> list[str]:
    """Names of all notebooks, sorted; a folder, or a link to nowhere, is none."""
    return sorted(path.stem for path in notebooks_directory().glob("[!.]*.md") if path.is_file())


def read(name: str) -> Notebook:
    """The notebook of that name.

    Raises
    ------
    UsageError
        If there is none (the nearest is suggested), or its header is malformed.
    """
    known = names()
    if name not in known:
        near = _nearest(name, known, 0.4)
        hint = f"did you mean {near}?" if near else "notebooks: " + ", ".join(known)
        raise UsageError(f"no notebook {name!r}; {hint}")
    return Notebook(notebooks_directory() / f"{name}.md")


def pages() -> dict[str, tuple[Notebook, dict[str, Value]]]:
    """What is run for the book, by its key: every notebook at its defaults, and every scenario with its parameters."""
    found = {name: (source := read(name), source.defaults()) for name in names()}
    for key, scenario in scenarios().items():
        source = found[scenario.notebook][0]
        found[key] = (source, source.validate(scenario.parameters))
    return found


def scenarios() -> dict[str, Scenario]:
    """Parameter sets of ``notebooks/scenarios.yml``, each checked against its notebook's declaration.

    Raises
    ------
    UsageError
        If an entry is malformed, names no notebook, is named like one, or has a parameter that is not allowed.
    """
    try:
        declared = yaml.load((notebooks_directory() / "scenarios.yml").read_text(encoding="utf-8"), _Loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"scenarios.yml: {_first(error)}") from error
    if not isinstance(declared, dict):
        raise UsageError("scenarios.yml: must be a mapping, key: {notebook, title, parameters}")
    found: dict[str, Scenario] = {}
    for key, entry in declared.items():
        try:
            scenario = Scenario.model_validate(entry)
            read(scenario.notebook).validate(scenario.parameters)
        except (ValidationError, UsageError) as error:
            message = _first(error) if isinstance(error, ValidationError) else str(error)
            raise UsageError(f"scenario {key}: {message}") from error
        if not isinstance(key, str) or not re.fullmatch(r"\w*[A-Za-z]\w*", key, re.ASCII):
            raise UsageError(f"scenario {key!r}: its name is a file's: letters, digits and _ only, and not a number")
        if twin := [other for other in found if other.lower() == key.lower()]:
            raise UsageError(f"scenario {key}: {twin[0]} is the same name where capitals do not count")
        if key in names():
            raise UsageError(f"scenario {key}: a notebook has that name")
        found[key] = scenario
    return found
