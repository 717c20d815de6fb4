"""Named tuples that take a seventh of the time of ``typing``'s to define.

Importing ``typing`` and defining thirty of its named tuples takes 7 ms, more than ``ssotui prompt`` has for everything.
To type checkers :class:`NamedTuple` is ``typing.NamedTuple``. At run time it is the class below, which gives the same
fields, defaults, ``_replace``, ``_asdict`` and ``_make``; the last checks nothing, and takes a third of the time of the
constructor: it is for what is made ten thousand times. It compiles the constructor after the first few instances: of
most records a command makes one or two, and to compile takes as long as to make twenty without.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False  # type checkers take this for True
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from _collections import _tuplegetter  # the accessor of a field, as collections.namedtuple uses it

    FEW = 8
    """So many instances are made without a constructor of their own."""

    class _RecordType(type):
        """Make the annotated names of a class statement the fields of a tuple."""

        def __new__(mcs, name: str, bases: tuple, namespace: dict) -> type:
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            namespace |= {field: _tuplegetter(at, "") for at, field in enumerate(fields)}
            namespace |= {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return super().__new__(mcs, name, bases, namespace)

    class NamedTuple(tuple, metaclass=_RecordType):  # noqa: SLOT001 - the metaclass adds __slots__
        """A tuple whose items have names."""

        _made = 0

        def __new__(cls, /, *values: object, **named: object):  # noqa: ANN204, D102 - of the first few instances only
            cls._made += 1
            known = cls._field_defaults | named
            rest = [known[field] for field in cls._fields[len(values) :] if field in known]
            whole = len(values) + len(rest) == len(cls._fields)
            if whole and cls._made <= FEW and named.keys() <= {*cls._fields[len(values) :]}:
                return tuple.__new__(cls, (*values, *rest))
            cls.__new__ = _constructor(cls)
            return cls(*values, **named)

        _make = classmethod(tuple.__new__)

        def _replace(self, /, **changes: object) -> NamedTuple:
            changed = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return changed

        def _asdict(self) -> dict:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple:
            return tuple(self)

    def _constructor(cls: type) -> object:
        """Compile the class's ``__new__``, with a parameter for each field."""
        defaults = cls._field_defaults
        parameters = "".join(
            f", {field}=_default_{field}" if field in defaults else f", {field}" for field in cls._fields
        )
        values = "".join(f"{field}, " for field in cls._fields)
        known = {"_new": tuple.__new__, **{f"_default_{field}": value for field, value in defaults.items()}}
        new = eval(f"lambda _cls{parameters}: _new(_cls, ({values}))", known)  # noqa: S307 - of our own classes
        new.__name__ = f"{cls.__name__}.__new__"
        return new
