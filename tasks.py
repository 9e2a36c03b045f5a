"""The tasks that act on a factory; `invoke --list` names them."""

from arm.collection import namespace

__all__ = ["namespace"]
