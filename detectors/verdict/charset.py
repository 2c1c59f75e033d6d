"""Which characters the bytes stand for, and what kind of file they are, whatever the headers claim.

After the WHATWG Encoding and MIME Sniffing standards, with the corrections that real council sites need: a page that
says utf-8 and is windows-1252, one that says iso-8859-1 and is utf-8, UTF-16 without a mark.
"""

import codecs
import re

HTML = frozenset({"text/html", "application/xhtml+xml"})
"""Media types of web pages."""
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]{2,40})[\"']")
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|script|meta|main|form|div|p|h1|ul|table|a)[\s>/]", re.IGNORECASE
)
_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
    (b"{\\rtf", "application/rtf"),
)
SNIFFED = 20_000
"""Bytes in which markup is looked for where nothing says what a body is: comments and white space may come first."""
_UNTRUSTED_TYPES = frozenset(
    {
        "",
        "application/octet-stream",
        "application/x-unknown-content-type",
        "unknown/unknown",
        "application/unknown",
        "content/unknown",
        "*/*",
    }
)
_REFUSED_CODECS = frozenset({"utf-7", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})


def media_type_of(body: bytes, content_type: str) -> str:
    """Return the media type in lower case: what the first bytes plainly are, else what the header says, else a guess.

    "" for an empty body without a header; `application/octet-stream` for bytes nobody can name.
    """
    declared = content_type.partition(";")[0].strip().lower()
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    for magic, media in _MAGIC:
        if head.startswith(magic):
            return media
    if declared == "text/html" and head[:1] in (b"{", b"["):
        return "application/json"
    if declared == "text/plain" and _DOCUMENT.match(_without_nuls(head)):
        return "text/html"
    if declared not in _UNTRUSTED_TYPES or not body:
        return declared
    if _HTML.search(_without_nuls(body[:SNIFFED])):
        return "text/html"
    if head.startswith(b"<?xml"):
        return "application/xml"
    return "application/octet-stream" if b"\0" in head else "text/plain"


def charset_of(body: bytes, content_type: str) -> str:
    """Return the Python codec name in which the text was most likely written; always one that decodes."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return codec
    wide = _unmarked_utf16(body)
    if wide:
        return wide
    declared = _declared(body, content_type)
    if declared in ("", "utf-8", "cp1252"):
        return _utf8_or_1252(body)
    return declared


def as_utf8(body: bytes, charset: str) -> bytes:
    """Return the text in UTF-8 without byte-order mark and NULs; bytes that stand for nothing become U+FFFD."""
    if charset == "utf-8" and b"\0" not in body:
        body = body.removeprefix(codecs.BOM_UTF8)
        try:
            body.decode("utf-8")
            return body
        except UnicodeDecodeError:
            pass
    text = body.decode(charset, errors="replace")
    return text.removeprefix("\ufeff").replace("\0", "").encode("utf-8", errors="replace")


def _declared(body: bytes, content_type: str) -> str:
    header = _HEADER.search(content_type)
    if header and (codec := _codec(header[1])):
        return codec
    inside = _XML.search(body[:512]) or _META.search(body[:4096])
    codec = _codec(inside[1].decode("ascii")) if inside else ""
    return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec  # it was readable as ASCII, so it is not


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label).name
        b"aa".decode(name, "ignore")  # raises LookupError for codecs that are not of text, such as hex
    except (LookupError, ValueError):
        return ""
    if name in _REFUSED_CODECS:
        return ""
    return "cp1252" if name in ("iso8859-1", "ascii", "latin-1") else name


def _utf8_or_1252(body: bytes) -> str:
    try:
        body.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    sequences = _MULTIBYTE.findall(body)
    strays = len(_HIGH.findall(body)) - sum(map(len, sequences))
    return "utf-8" if len(sequences) >= strays else "cp1252"


def _unmarked_utf16(body: bytes) -> str:
    head = body[:512]
    if head.count(b"\0") * 3 < len(head) or len(head) < 8:
        return ""
    even, odd = head[::2].count(b"\0"), head[1::2].count(b"\0")
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else ""


def _without_nuls(head: bytes) -> bytes:
    return head.replace(b"\0", b"")
