"""Tree to program: a flat list of small steps over a stack of values, run without recursion as often as wanted."""

from collections.abc import Callable, Sequence
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import builtin, logic, utf16, values
from arm.expressions.nodes import Access, Call, Interpolation, Literal, Node
from arm.expressions.scope import Scope
from arm.expressions.table import Function

# A step works on the stack and says where to go on, 0 or None for the step after it.
Step = Callable[[list[Any], Scope], int | None]
FUNCTIONS = builtin.FUNCTIONS
_ACCESSORS = "accessor"


class Program:
    """A compiled expression: `run` evaluates it in a scope."""

    __slots__ = ("columns", "steps")

    def __init__(self, steps: Sequence[Step], columns: Sequence[int]) -> None:
        self.steps = steps
        self.columns = columns

    def run(self, within: Scope) -> Any:
        """The value; ExpressionError with the column of what failed."""
        steps = self.steps
        end = len(steps)
        stack: list[Any] = []
        at = 0
        try:
            while at < end:
                at = steps[at](stack, within) or at + 1
        except ExpressionError as error:
            error.column = error.column or self.columns[at]
            raise
        except RecursionError:
            message = "the value is nested too deeply"
            raise ExpressionError(message, column=self.columns[at]) from None
        return stack[-1]


def compiled(root: Node) -> Program:
    """The program of a tree."""
    return _Compiler().compile(root)


class _Compiler:
    def __init__(self) -> None:
        self.steps: list[Any] = []
        self.columns: list[int] = []
        self.waiting: list[Node | Callable[[], object]] = []

    def compile(self, root: Node) -> Program:
        """Work through the tree with a list of what is still to do, inner nodes before their outer ones."""
        self.waiting.append(root)
        while self.waiting:
            task = self.waiting.pop()
            if isinstance(task, Node):
                self._node(task)
            else:
                task()
        return Program(self.steps, self.columns)

    def _emit(self, step: Any, node: Node) -> int:
        self.steps.append(step)
        self.columns.append(node.start + 1)
        return len(self.steps) - 1

    def _later(self, *tasks: Node | Callable[[], object]) -> None:
        self.waiting.extend(reversed(tasks))

    def _node(self, node: Node) -> None:
        if isinstance(node, Literal):
            self._emit(_push(node.value), node)
        elif isinstance(node, Access):
            self._access(node)
        elif isinstance(node, Interpolation):
            self._later(*node.parts, lambda: self._emit(_interpolate(len(node.parts)), node))
        elif isinstance(node, Call):
            self._call(node)

    def _access(self, node: Access) -> None:
        """A chain of selections: where a `?.` or `?[` meets null, the whole rest of the chain is left out."""
        chain: list[Access] = []
        target: Node = node
        while isinstance(target, Access):
            chain.append(target)
            target = target.target
        places: list[tuple[int, Access]] = []
        tasks: list[Node | Callable[[], object]] = [target]
        for access in reversed(chain):
            if not isinstance(access.key, Literal):
                tasks.append(access.key)
            tasks.append(self._place(access, places))

        def arrive() -> None:
            end = len(self.steps)
            for at, access in places:
                self.steps[at] = _selecting(access, end)

        self._later(*tasks, arrive)

    def _place(self, access: Access, places: list[tuple[int, Access]]) -> Callable[[], None]:
        return lambda: places.append((self._emit(None, access.key), access))

    def _call(self, node: Call) -> None:
        function = FUNCTIONS.get(node.name.lower())
        if function is None:
            self._emit(_fail(builtin.unknown(node.name)), node)
            return
        count = len(node.arguments)
        try:
            function.check_count(count)
        except ExpressionError as error:
            self._emit(_fail(error), node)
            return
        if function.lazy:
            self._lazy(node, function)
        elif function.category == _ACCESSORS:
            self._later(*node.arguments, lambda: self._emit(_ask(function, count), node))
        else:
            self._later(*node.arguments, lambda: self._emit(_apply(function, count), node))

    def _lazy(self, node: Call, function: Function) -> None:
        if function.name == "if":
            self._if(node)
        elif function.name == "coalesce":
            self._until(node, _leave_unless_null)
        else:
            self._until(node, lambda end, last: _leave_if(function.name, function.name == "or", end, last))

    def _if(self, node: Call) -> None:
        condition, true, false = node.arguments
        places: dict[str, int] = {}

        def branch() -> None:
            places["branch"] = self._emit(None, condition)

        def leave() -> None:
            places["leave"] = self._emit(None, true)
            self.steps[places["branch"]] = _branch(len(self.steps))

        def arrive() -> None:
            end = len(self.steps)
            self.steps[places["leave"]] = lambda _stack, _scope: end

        self._later(condition, branch, true, leave, false, arrive)

    def _until(self, node: Call, leaving: Callable[[int, bool], Step]) -> None:
        """Argument after argument until the step that `leaving` makes leaves, or the last one's value stands."""
        places: list[int] = []

        def place(argument: Node) -> Callable[[], None]:
            return lambda: places.append(self._emit(None, argument))

        def arrive() -> None:
            end = len(self.steps)
            for at in places:
                self.steps[at] = leaving(end, at == places[-1])

        for_each = [task for argument in node.arguments for task in (argument, place(argument))]
        self._later(*for_each, arrive)


def _push(value: Any) -> Step:
    def push(stack: list[Any], _: Scope) -> None:
        stack.append(value)

    return push


def _fail(error: ExpressionError) -> Step:
    def fail(_stack: list[Any], _scope: Scope) -> None:
        raise ExpressionError(error.message, hint=error.hint)

    return fail


def _branch(otherwise: int) -> Step:
    def branch(stack: list[Any], _: Scope) -> int | None:
        return None if logic.is_boolean("if", stack.pop()) else otherwise

    return branch


def _leave_unless_null(end: int, last: bool) -> Step:
    def leave(stack: list[Any], _: Scope) -> int | None:
        if last or stack[-1] is not None:
            return end
        stack.pop()
        return None

    return leave


def _leave_if(name: str, stop: bool, end: int, last: bool) -> Step:
    def leave(stack: list[Any], _: Scope) -> int | None:
        if logic.is_boolean(name, stack[-1]) is stop or last:
            return end
        stack.pop()
        return None

    return leave


def _selecting(access: Access, end: int) -> Step:
    if not isinstance(access.key, Literal):
        return _select_computed(access.null_safe, end)
    return _select_null_safe(access.key.value, end) if access.null_safe else _select(access.key.value)


def _select(key: Any) -> Step:
    def select(stack: list[Any], _: Scope) -> None:
        target = stack[-1]
        if type(target) is dict and key in target:
            stack[-1] = target[key]
        else:
            stack[-1] = values.select(target, key, null_safe=False)

    return select


def _select_null_safe(key: Any, end: int) -> Step:
    def select(stack: list[Any], _: Scope) -> int | None:
        if stack[-1] is None and values.is_key(key):
            return end
        stack[-1] = values.select(stack[-1], key, null_safe=True)
        return None

    return select


def _select_computed(null_safe: bool, end: int) -> Step:
    def select(stack: list[Any], _: Scope) -> int | None:
        key = stack.pop()
        if null_safe and stack[-1] is None and values.is_key(key):
            return end
        stack[-1] = values.select(stack[-1], key, null_safe)
        return None

    return select


def _interpolate(count: int) -> Step:
    def interpolate(stack: list[Any], within: Scope) -> None:
        parts = stack[-count:]
        del stack[-count:]
        whole = utf16.joined("".join([part if type(part) is str else values.text(part) for part in parts]))
        within.allowance.spend(whole)
        stack.append(whole)

    return interpolate


def _ask(function: Function, count: int) -> Step:
    call, check = function.call, function.check

    def ask(stack: list[Any], within: Scope) -> None:
        arguments = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        check(arguments)
        stack.append(call(within, *arguments))

    return ask


def _apply(function: Function, count: int) -> Step:
    call, check = function.call, function.check

    def apply(stack: list[Any], within: Scope) -> None:
        arguments = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        check(arguments)
        value = call(*arguments)
        within.allowance.spend(value)
        stack.append(value)

    return apply
