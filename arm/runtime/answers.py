"""Answers that stand for activities: what an activity gives back without being run.

A mapping (or a JSON file of one) from an activity's name, or `pipeline/activity`, to its answer: an object with
`output` — what `@activity('…').output` shows — or `error` with `errorCode` and `message`, which fails it; or an
array of such objects, one a call in the order they come, the last for all further calls. In Python an answer may
be a function of the activity's evaluated input.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from arm.errors import UsageError, did_you_mean
from arm.runtime.activities import find
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import DeployedFactory, Json

_INNER = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")


def read_answers(path: Path) -> dict[str, Any]:
    """The answers in a JSON file. UsageError for a file that can't be read, or one that holds something else."""
    from arm import jsontext

    answers = jsontext.read(path)
    if not isinstance(answers, dict):
        raise UsageError(f"{path}: answers are a JSON object: the activity's name → its answer")
    for name, answer in answers.items():
        for each in _each(answer):
            _check(each, f"{path}: the answer of '{name}'")
    return answers


def check(answers: Mapping[str, Any], factory: DeployedFactory) -> None:
    """UsageError for an answer that isn't one, that no activity asks for, or that control flow has no use for."""
    known: dict[str, str] = {}
    for pipeline, properties in factory.pipelines.items():
        for activity in all_activities(properties.get("activities")):
            name = str(activity.get("name"))
            known |= dict.fromkeys((name, f"{pipeline}/{name}"), str(activity.get("type")))
    for name, answer in answers.items():
        if name not in known:
            raise UsageError(
                f"an answer is given for '{name}', but there is no such activity", hint=did_you_mean(name, known)
            )
        kind = find(known[name])
        if kind is not None and kind.answered == "never":
            raise UsageError(f"an answer is given for '{name}', but a {known[name]} is always run")
        for each in _each(answer):
            _check(each, f"the answer of '{name}'")


def all_activities(activities: Sequence[Json] | None) -> Iterator[Json]:
    """Every activity of a list, and those inside of containers, depth first."""
    for activity in activities or ():
        yield activity
        properties = activity.get("typeProperties") or {}
        for key in _INNER:
            yield from all_activities(properties.get(key))
        for case in properties.get("cases") or ():
            yield from all_activities(case.get("activities"))


def _each(answer: Any) -> Sequence[Any]:
    return answer if isinstance(answer, list) and answer else [answer]


def _check(answer: Any, what: str) -> None:
    if callable(answer):
        return
    if not isinstance(answer, dict) or answer.keys() - {"output", "error"} or len(answer) != 1:
        raise UsageError(f'{what} is neither {{"output": …}} nor {{"error": …}}')
    error = answer.get("error", {})
    if not isinstance(error, dict) or error.keys() - {"errorCode", "message", "failureType"}:
        raise UsageError(f"{what}: an error has errorCode, message and failureType")


class Answers:
    """The answers of one run, each list of them taken in turn."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._taken: Counter[str] = Counter()

    def has(self, pipeline: str, activity: str) -> bool:
        """Whether an activity of a pipeline is answered."""
        return self._key(pipeline, activity) in self._given

    def take(self, pipeline: str, activity: str, given: Json) -> Json:
        """The output that answers an activity with this evaluated input. ActivityFailure where an error does."""
        key = self._key(pipeline, activity)
        answers = _each(self._given[key])
        answer = answers[min(self._taken[key], len(answers) - 1)]
        self._taken[key] += 1
        if callable(answer):
            answer = answer(given)
            _check(answer, f"what the answer of '{key}' gave back")
        if "error" in answer:
            error = answer["error"]
            code, message = str(error.get("errorCode", "Answered")), str(error.get("message", "answered as failed"))
            raise ActivityFailure(code, message, blame=error.get("failureType", "UserError"))
        output = answer["output"]
        return output if isinstance(output, dict) else {"response": output}

    def _key(self, pipeline: str, activity: str) -> str:
        exact = f"{pipeline}/{activity}"
        return exact if exact in self._given else activity
