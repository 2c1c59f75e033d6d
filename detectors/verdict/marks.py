"""What gives away a reply that is no page, besides the words of its heading and text (error_words.py).

Patterns for bytes are searched in the page as it came, in UTF-8; the others in words.
"""

from __future__ import annotations

import re

CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-datadome": "protected"}
"""Headers by which a firewall (Cloudflare, AWS, DataDome) signs a challenge, and what their value holds."""

FIREWALL = re.compile(
    rb"cf-browser-verification|challenge-platform|_cf_chl_"  # Cloudflare
    rb"|incapsula incident id|_incapsula_resource"  # Imperva Incapsula
    rb"|captcha-delivery\.com|geo\.captcha"  # DataDome
    rb"|px-captcha|perimeterx"  # HUMAN, formerly PerimeterX
    rb"|awswafcookiedomainlist|awswaf\.com|challenge\.js"  # AWS
    rb"|errors\.edgesuite"  # Akamai
    rb"|ddos-guard|sucuri website firewall|web application firewall"  # others that name themselves
    rb"|h-captcha"  # a puzzle
    rb"|enable (?:javascript and )?cookies to continue",  # told within <noscript>
    re.IGNORECASE,
)
"""Scripts and names of firewalls. Ordinary pages carry such scripts too; on a page with little else they are a wall."""

SIGN_IN_ADDRESS = re.compile(
    r"^https?://(?:login\.microsoftonline\.com|[\w.-]*\.b2clogin\.com|adfs\.|login\.|sso\.|signin\.|idp\.|"
    r"auth\.|accounts?\.)|/(?:login|log-in|signin|sign-in|adfs/ls|(?:oauth2?|connect)/authori[sz]e)(?:[/?.]|$)",
    re.IGNORECASE,
)
"""Addresses of sign-in pages: hosts of identity providers, and paths."""

NOBODY_HOME = re.compile(
    r"domain (?:name )?is (?:parked|for sale)|buy this domain"  # domains that lapsed
    r"|welcome to nginx|^iis windows server|apache2? .{0,30}default page|^test page for|^index of /",  # bare servers
    re.IGNORECASE,
)
"""Title or heading of a place where nobody lives."""

CONSENT = re.compile(r"\bcookies?\b|\bconsent\b|\bcwcis\b", re.IGNORECASE)
"""Title or heading of a page that only asks about cookies, in English or Welsh."""

ASKS_FOR_SCRIPTS = re.compile(
    r"(?:enable|requires?|needs?|turn on|switch on|without) (?:\w+ ){0,4}java ?script"
    r"|java ?script (?:is |must be |to be )?(?:disabled|enabled|required|not)",
    re.IGNORECASE,
)
"""How a page without text of its own asks for JavaScript."""

APP_ROOT = re.compile(
    rb"<(?:div|main|app-root|section)[^>]{0,80}"
    rb"(?:id=[\"']?(?:root|app|__next|__nuxt|ember|main-app)[\"' >]|ng-app|data-reactroot|ng-version)|<app-root",
    re.IGNORECASE,
)
"""The empty element that React, Vue, Next, Nuxt, Ember or Angular fills in."""
