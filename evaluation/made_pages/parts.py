"""Parts of made pages, each with what is true of a page that has it: which rules fail, whether it suits a phone.

The truth is that of WCAG 2.2 (the success criterion stands beside each part), of the law on cookies and of who is
asked for what, never what a tool said of the part.
"""

from __future__ import annotations

from dataclasses import dataclass

TRACKING, NECESSARY = "tracking", "necessary"


@dataclass(frozen=True, slots=True)
class Part:
    """One part. html: put into the page. fails: names of the axe-core rules of WCAG A and AA that it breaks.

    suits_phone: it fits 320 pixels and its targets have the least size. cookie: TRACKING or NECESSARY for one that is
    left before any choice, "" for none. advertises: it asks something of advertising or social media. lang, viewport,
    title: of the document, None as ever. cookie_header: a Set-Cookie of the page's own reply.
    """

    html: str = ""
    fails: frozenset[str] = frozenset()
    suits_phone: bool = True
    cookie: str = ""
    advertises: bool = False
    lang: str | None = None
    viewport: str | None = None
    title: str | None = None
    cookie_header: str = ""


def _fails(rule: str, html: str, suits_phone: bool = True) -> Part:
    return Part(html, frozenset({rule}), suits_phone)


def _cookie(text: str) -> str:
    return f"<script>document.cookie = '{text}; path=/'</script>"


NO_ALT = "<img src=/dot.svg width=60 height=60>"
PARTS: dict[str, Part] = {
    # Faults that a rule of axe-core for WCAG A or AA can tell.
    "picture without alt": _fails("image-alt", NO_ALT),  # 1.1.1
    "drawing without name": _fails("svg-img-alt", "<svg role=img width=44 height=44></svg>"),  # 1.1.1
    "picture button without alt": _fails("input-image-alt", "<input type=image src=/dot.svg width=44 height=44>"),
    "field without label": _fails("label", "<p><input name=street class=field></p>"),  # 4.1.2
    "list of choices without label": _fails("select-name", "<p><select class=field><option>One</select></p>"),  # 4.1.2
    "link without name": _fails("link-name", "<p><a href=/b class=field></a></p>"),  # 2.4.4
    "button without name": _fails("button-name", "<p><button type=button class=field></button></p>"),  # 4.1.2
    "frame without title": _fails("frame-title", "<iframe src=/framed width=200 height=90></iframe>"),  # 4.1.2
    "faint words": _fails("color-contrast", "<p style='color:#bbb;background:#fff'>Bring your council tax bill.</p>"),
    "broken list": _fails("list", "<ul><p>Not an item of a list</p></ul>"),  # 1.3.1
    "loose item": _fails("listitem", "<div><li>An item of no list</li></div>"),  # 1.3.1
    "unknown role": _fails("aria-roles", "<div role=banana>Opening hours</div>"),  # 4.1.2
    "unknown attribute of aria": _fails("aria-valid-attr", "<p aria-labled=yes>Opening hours</p>"),  # 4.1.2
    "wrong value of aria": _fails("aria-valid-attr-value", "<p aria-hidden=perhaps aria-live=often>Hours</p>"),
    "small targets": _fails(  # 2.5.8
        "target-size",
        "<div><a href=/c style='font-size:8px'>c</a><a href=/d style='font-size:8px'>d</a></div>",
        suits_phone=False,
    ),
    "no language": Part(fails=frozenset({"html-has-lang"}), lang=""),  # 3.1.1
    "no such language": Part(fails=frozenset({"html-lang-valid"}), lang="english"),  # 3.1.1
    "no title": Part(fails=frozenset({"document-title"}), title=""),  # 2.4.2
    "no zoom": Part(fails=frozenset({"meta-viewport"}), viewport="width=device-width, user-scalable=no"),  # 1.4.4
    "link like the words around it": _fails(  # 1.4.1
        "link-in-text-block",
        "<p style='color:#000'>You can read <a href=/terms style='color:#222;text-decoration:none'>our terms</a> at "
        "any time before you apply for a permit.</p>",
    ),
    # The same faults where they are harder to see.
    "picture added by a script": _fails(
        "image-alt", f"<div id=late></div><script>setTimeout(() => late.innerHTML = '{NO_ALT}', 60)</script>"
    ),
    "picture for a desk alone": _fails("image-alt", f"<div class=desk>{NO_ALT}</div>"),
    "picture for a phone alone": _fails("image-alt", f"<div class=phone>{NO_ALT}</div>"),
    "picture in a shadow tree": _fails(
        "image-alt", f"<div id=host></div><script>host.attachShadow({{mode: 'open'}}).innerHTML = '{NO_ALT}'</script>"
    ),
    "picture in a frame": _fails("image-alt", "<iframe title=Map src=/framed-failing width=200 height=90></iframe>"),
    "picture for who scrolls": _fails(
        "image-alt",
        f"<div id=far></div><script>addEventListener('scroll', () => far.innerHTML = '{NO_ALT}')</script>",
    ),
    # What only looks like a fault, and faults that no rule of A or AA is about.
    "picture that decorates": Part("<img src=/dot.svg alt='' width=60 height=60>"),
    "picture with a poor name": Part("<img src=/dot.svg alt=IMG_0001 width=60 height=60>"),
    "field with a hidden label": Part("<p><input name=street class=field aria-label='Street'></p>"),
    "field with a title": Part("<p><input name=street class=field title='Street'></p>"),
    "hidden fault": Part(f"<div hidden>{NO_ALT}<input name=b></div>"),
    "faint where nothing can be done": Part("<p><button disabled class=field style='color:#bbb'>Send</button></p>"),
    "words on a picture": Part("<p style='background:url(/dot.svg);color:#767676'>Find out more here</p>"),
    "skipped heading": Part("<h5>Opening hours</h5>"),
    "two main headings": Part("<h1>Another heading</h1>"),
    "outside of landmarks": Part("<!--outside--><p>Read this first.</p>"),
    "sound table": Part("<table><tr><th scope=col>Day<th scope=col>Hours<tr><td>Monday<td>9 to 5</table>"),
    # What decides whether a page suits a phone.
    "wide part": Part("<div style='width:700px'>Wider than any phone</div>", suits_phone=False),
    "long word": Part(f"<p>{'x' * 90}</p>", suits_phone=False),
    "wide picture": Part("<img src=/dot.svg alt=Map width=900 height=60>", suits_phone=False),
    "no viewport": Part(viewport="", suits_phone=False),
    "viewport of a desk": Part(viewport="width=1024", suits_phone=False),
    "viewport by scale": Part(viewport="initial-scale=1"),
    "wide part that scrolls by itself": Part(
        "<div style='overflow-x:auto' tabindex=0 role=region aria-label=Prices><div style='width:700px'>Prices</div>"
        "</div>"
    ),
    "picture that shrinks": Part("<img src=/dot.svg alt=Map width=900 height=60 style='max-width:100%'>"),
    "small targets apart": Part(
        "<p><a href=/c style='font-size:8px'>c</a></p><p style='height:40px'></p><p><a href=/d style='font-size:8px'>d"
        "</a></p>"
    ),
    "small target within words": Part("<p>The <a href=/e>e</a> is a link within a sentence that goes on and on.</p>"),
    "wide only on a desk": Part("<div class=desk style='width:900px'>A table of prices for wide screens</div>"),
    # Cookies.
    "statistics cookie": Part(_cookie("_ga=GA1.1.1; max-age=99999"), cookie=TRACKING),
    "statistics cookie of another tool": Part(_cookie("_pk_id.1.abcd=1; max-age=99999"), cookie=TRACKING),
    "advertising cookie of a reply": Part(cookie_header="_gcl_au=1; Path=/; Max-Age=99999", cookie=TRACKING),
    "statistics cookie of a tag": Part(
        "<script src=https://www.googletagmanager.com/gtag.js></script>", cookie=TRACKING
    ),
    "advertising cookie of a picture's way": Part("<img src=https://img.made-cdn.com/way alt=''>", cookie=TRACKING),
    "statistics cookie after a while": Part(
        "<script>setTimeout(() => document.cookie = '_ga=1; path=/', 60000)</script>", cookie=TRACKING
    ),
    "statistics cookie of no known name": Part(_cookie("vstat=1"), cookie=TRACKING),
    "session cookie": Part(cookie_header="PHPSESSID=1; Path=/; HttpOnly", cookie=NECESSARY),
    "cookie of a balancer": Part(cookie_header="AWSALB=1; Path=/", cookie=NECESSARY),
    "cookie of the banner": Part(_cookie("cc_cookie=asked"), cookie=NECESSARY),
    "necessary cookie of no known name": Part(_cookie("basket=1"), cookie=NECESSARY),
    "cookie that is taken back": Part(_cookie("_ga=1") + _cookie("_ga=; max-age=0")),
    "statistics after a choice": Part(
        "<p><button class=field type=button onclick=\"document.cookie='_ga=1; path=/'\">Accept cookies</button></p>"
    ),
    "tag that waits for a choice": Part("<script src=https://www.googletagmanager.com/held.js></script>"),
    "tag that could not be had": Part("<script src=https://shut.made-cdn.com/tag.js></script>", cookie=TRACKING),
    # What pages ask of others.
    "pixel": Part(
        "<img src=https://www.facebook.com/tr?id=1 alt='' width=1 height=1>", cookie=TRACKING, advertises=True
    ),
    "frame of an advertiser": Part(
        "<iframe title=Advertisement src=https://ad.doubleclick.net/frame width=200 height=90></iframe>",
        cookie=TRACKING,
        advertises=True,
    ),
    "button of a network": Part("<script src=https://platform.twitter.com/widgets.js></script>", advertises=True),
    "network by a script": Part(
        "<script>fetch('https://connect.facebook.net/en_GB/sdk.js').catch(() => 0)</script>",
        cookie=TRACKING,
        advertises=True,
    ),
    "advertiser on no list": Part("<img src=https://ads.made-advertiser.com/p.png alt=''>", advertises=True),
    "statistics of others": Part("<script src=https://www.google-analytics.com/analytics.js></script>"),
    "library of a network's like": Part("<script src=https://img.made-cdn.com/facebook.com/library.js></script>"),
    "link to a network": Part("<p><a href=https://www.facebook.com/council class=field>Follow us</a></p>"),
    "map of others": Part("<img src=https://img.made-cdn.com/map.svg alt='Map of the office'>"),
}
"""Name -> part. A frame of an advertiser is called by what it is, so that nothing but the request gives it away."""
