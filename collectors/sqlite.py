"""sqlite-utils, without what it imports wherever it is installed, though only to know its types: pandas and NumPy.

They would be half of the second that a crawl, a probe or a worker of a cluster takes to begin.
"""

import sys

_UNUSED = dict.fromkeys({"numpy", "pandas"} - sys.modules.keys())  # None: as if they were not installed
sys.modules.update(_UNUSED)  # type: ignore[arg-type]
try:
    from sqlite_utils import Database
finally:
    for _name in _UNUSED:
        del sys.modules[_name]

__all__ = ["Database"]
