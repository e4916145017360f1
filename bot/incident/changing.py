"""A value with some of its fields changed, for folding: a record of ten thousand entries is ten thousand incidents.

Python's own `replace` asks each of an incident's 56 fields by name and sets it again, which took a tenth of all that
is done with an incident. Here what is kept is copied at once, from a class that has no slots.
"""

import dataclasses
from typing import TYPE_CHECKING, Any

__all__ = ["replace"]

if TYPE_CHECKING:
    from dataclasses import replace  # whose arguments the type checker knows
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """As `dataclasses.replace`; TypeError for a field that there is not."""
        kept = getattr(value, "__dict__", None)
        if kept is None or not changes.keys() <= kept.keys():
            return dataclasses.replace(value, **changes)
        changed = object.__new__(type(value))
        changed.__dict__.update(kept, **changes)
        return changed
