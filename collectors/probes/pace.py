"""One question at a time, and at most one a second, to each owner of names or hosts, over all threads of a run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from collectors.crawl.manners.pace import JITTER_S, JITTER_SHARE


@dataclass(slots=True)
class Slots:
    """Gives each key its next moment. delay_s: seconds between two of them; clock and sleep: monotonic seconds.

    own: key -> seconds that it asks for itself, where those are more.
    """

    delay_s: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    own: dict[str, float] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    _alone: dict[str, float] = field(default_factory=dict)
    _asking: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _made_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._made_at = self.clock()

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        """Let the block ask when it is this key's turn; nobody else asks meanwhile."""
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            self.wait(key)
            try:
                yield
            finally:
                self.answered(key)

    def wait(self, key: str) -> None:
        """Return when it is this key's turn."""
        with self._lock:
            now = self.clock()
            at = max(now, self._next.get(key, now))
            self._next[key] = at + max(self.delay_s, self.own.get(key, 0.0))
        if at > now:
            self.sleep(at - now)

    def rest(self, key: str) -> None:
        """Leave a key alone for a delay since this was made: a process that was ended may have asked it just before."""
        with self._lock:
            until = self._made_at + max(self.delay_s, self.own.get(key, 0.0))
            self._next[key] = max(self._next.get(key, until), until)

    def leave_alone(self, key: str, until: float) -> None:
        """Note until when a key wants to be asked for nothing (Unix time); of two such times the later one holds."""
        with self._lock:
            self._alone[key] = max(until, self._alone.get(key, until))

    def alone_until(self, key: str) -> float:
        """Return until when a key wants to be asked for nothing (Unix time), 0 if it never said so."""
        return self._alone.get(key, 0.0)

    def answered(self, key: str) -> None:
        """Count from here: a question may leave late, and the next one must not reach its server too soon after it."""
        with self._lock:
            delay = max(self.delay_s, self.own.get(key, 0.0))
            rest = self.clock() + delay - min(JITTER_SHARE * delay, JITTER_S)
            self._next[key] = max(self._next.get(key, rest), rest)
