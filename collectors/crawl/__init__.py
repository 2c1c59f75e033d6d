"""Reading council websites: politely, safely, and keeping what was seen as evidence.

`net` dials and reads, `manners` waits, `frontier` chooses, `reading` understands bytes. `run` puts a crawl together,
each part of those before it: `recorder` (what came of a request), `schedule` (what is asked next), `discovery`,
`redirects` and `host_robots` (what a reply leads to), `replies` (what to do with it), `engine` (the one loop).
`writer` alone fills crawl.db during a crawl; `evidence` is what the detectors read from it.
"""
