"""The parse worker: a process of its own, so that a page which is a bomb can be stopped by killing it."""

import pickle
import resource
import signal
import struct
import sys
from typing import BinaryIO

LENGTH = struct.Struct("<I")


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send one value to the process at the other end of the pipe."""
    data = pickle.dumps(value, protocol=5)
    rest = memoryview(LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def read_frame(stream: BinaryIO) -> object:
    """Return the next value. Raises EOFError if the other end is gone. Only ever reads from our own process."""
    size = LENGTH.unpack(_exactly(stream, LENGTH.size))[0]
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = stream.read(missing)
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def main() -> None:
    """Examine batches of bodies until the pipe closes. The first frame says how: (cues, limits)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    from collectors.crawl.frontier.cues import Cues
    from collectors.crawl.reading.examine import Examiner

    cues, limits = read_frame(incoming)
    resource.setrlimit(resource.RLIMIT_AS, (limits.parse_bytes_memory, limits.parse_bytes_memory))
    examiner = Examiner(Cues(cues), limits)
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
