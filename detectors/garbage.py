"""Memory while a council is judged: given back as soon as nothing names it, which is all that judging needs.

Python also searches what is alive for circles of objects that name only each other, again and again while much is
made. Judging makes none, and the search was a twelfth of what it cost.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_search_for_circles() -> Iterator[None]:
    """Make no search for circles of objects within; after it the process searches, or does not, as before."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
