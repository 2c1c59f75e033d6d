"""The parse worker: a process of its own, so that a page which is a bomb can be stopped by killing it."""

import pickle
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

LENGTH = struct.Struct("<I")


def write_frame(stream: IO[bytes], value: object) -> None:
    """Send one value to the process at the other end of the pipe."""
    data = pickle.dumps(value, protocol=5)
    rest = memoryview(LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Return the next value. Raises EOFError if the other end is gone. Only ever reads from our own process."""
    size = LENGTH.unpack(_exactly(stream, LENGTH.size))[0]
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = stream.read(missing)
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _bound_memory(more_bytes: int) -> None:
    """Let this process grow by so much and no more; where the system does not say how large it is, not at all bound."""
    said = Path("/proc/self/statm")
    if said.exists():
        size = int(said.read_text().split()[0]) * resource.getpagesize() + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main() -> None:
    """Examine batches of bodies until the pipe closes. The first frame says how: (cues, limits)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    from collectors.crawl.frontier.cues import Cues
    from collectors.crawl.malloc import use_few_heaps
    from collectors.crawl.reading.examine import Examiner

    use_few_heaps()

    cues, limits = read_frame(incoming)
    examiner = Examiner(Cues(cues), limits)
    _bound_memory(limits.parse_bytes_memory)
    write_frame(outgoing, "ready")
    while True:
        try:
            batch = read_frame(incoming)
        except EOFError:
            return
        for job in batch:
            write_frame(outgoing, examiner.examine(job))


if __name__ == "__main__":
    main()
