"""Circles in a graph of names."""

from collections.abc import Mapping, Sequence


def cycles(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """One circle for each group of nodes that lead to each other, as `[a, b, …, a]`; a node's edge to itself counts.

    Depth-first with a stack of our own, in the order of the mapping: the result is the same every time.
    """
    found: list[list[str]] = []
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        waiting: list[tuple[str, int]] = [(start, 0)] if start not in done else []
        while waiting:
            node, depth = waiting.pop()
            del trail[depth:]
            if node in trail:
                circle = [*trail[trail.index(node) :], node]
                if not any(set(circle) & set(known) for known in found):
                    found.append(circle)
                continue
            if node in done:
                continue
            trail.append(node)
            done.add(node)
            waiting.extend((after, depth + 1) for after in reversed(graph.get(node, ())))
    return found
