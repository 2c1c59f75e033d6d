"""Reading council websites: politely, safely, and keeping what was seen as evidence.

`net` dials and reads, `manners` waits, `frontier` chooses, `reading` understands bytes; `engine` is the one loop
that joins them, `store` the one writer of crawl.db, `evidence` what the detectors read from it.
"""
