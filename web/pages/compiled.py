"""The templates as compiled: once for a process, and not again for each site that it makes."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What was made of each template, by where it stands and what it says: one that is changed is compiled anew.

    It is most of what a site does for its first readers, and another site is made whenever an edition is put in.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket what was made of the template that it stands for, nothing if none was yet."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()
"""Of this process; every site that it makes has the same filters, which Jinja applies to constants as it compiles."""
