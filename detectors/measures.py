"""What the detectors promise to say about a council's website: every measure with its unit and its meaning."""

from __future__ import annotations

from dataclasses import dataclass

YES_NO, SHARE, LADDER, CLICKS, GRADE = "0 or 1", "share", "ladder level", "clicks", "school years"
"""The units: `0 or 1`, `share` (k of n, with n as the denominator), ladder level 0-4, clicks, years of schooling."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing the detectors say about a council. code: that of the framework's question that it answers."""

    code: str
    unit: str
    meaning: str


_SERVICES = (*(f"S{number:02d}" for number in range(1, 29)), *(f"C{number:02d}" for number in range(1, 13)))
_SITE = (
    ("F01", CLICKS, "median of the shortest ways from the home page to the pages that serve tasks"),
    ("F02", SHARE, "of the fixed queries whose first five results hold the right page"),
    ("F03", YES_NO, "an A to Z or service index lists at least seven in ten of the tasks that apply"),
    ("F04", SHARE, "of the tasks found by several routes whose routes end on one page"),
    ("F05", SHARE, "of the tasks that depend on a place that ask for a postcode or an address"),
    ("F06", GRADE, "median reading grade of the pages that serve tasks"),
    ("F07", SHARE, "of the pages that serve tasks without an expired date, or last updated within a year"),
    ("F08", SHARE, "of the actions that end in a document to print"),
    ("F09", SHARE, "of the links of tasks that work"),
    ("F10", SHARE, "of the pages about the other tier's services that lead to that council's own page for the task"),
    ("F11", YES_NO, "task pages ask whether they helped"),
    ("A01", YES_NO, "an accessibility statement under the regulations is published as a page"),
    ("A02", YES_NO, "the statement says how far the site complies, and names what does not"),
    ("A03", YES_NO, "the statement was prepared or reviewed in the last twelve months"),
    ("A04", YES_NO, "the statement gives a contact and the enforcement body"),
    ("A05", SHARE, "of the suppliers' hosts that carry out tasks and are covered by a statement"),
    ("A10", SHARE, "of the pages that serve tasks that have a twin in Welsh"),
    ("A11", YES_NO, "other formats or languages are offered"),
    ("A12", SHARE, "of the pages that serve tasks that show how to reach a person"),
    ("T01", YES_NO, "every host of the council that answered did so over HTTPS with a valid certificate"),
    ("T02", YES_NO, "HSTS with a max-age of at least a year"),
    ("T03", SHARE, "of the security headers that are sent"),
    ("T04", YES_NO, "a security.txt that is valid and in date"),
    ("T12", YES_NO, "privacy notices of single services, dated within two years"),
    ("P01", YES_NO, "an open-data page with an open licence"),
    ("P02", YES_NO, "spending data at most four months old, as data"),
    ("P03", YES_NO, "a contracts register that is kept up"),
    ("P04", YES_NO, "senior pay and structure, dated within fifteen months"),
    ("P05", SHARE, "of the published data sets that a machine can read"),
    ("P08", YES_NO, "an Open Referral feed that works"),
    ("P09", YES_NO, "a public, documented interface or open standard"),
    ("P10", YES_NO, "a log of the answers to information requests"),
    ("P11", YES_NO, "figures on how the council's own services perform"),
    ("B01", YES_NO, "GOV.UK Pay was met on a task"),
    ("B03", YES_NO, "a shared sign-in was met"),
    ("B04", YES_NO, "a shared design system is in use"),
    ("B05", YES_NO, "an open-source or co-owned platform was met"),
    ("B07", YES_NO, "a service is run jointly with other councils"),
    ("B09", YES_NO, "something learned was shared within two years"),
    ("G01", YES_NO, "a digital or data strategy that is in date"),
    ("G02", YES_NO, "a cabinet member answers for digital"),
    ("G03", YES_NO, "a chief digital or information officer is named"),
    ("G05", YES_NO, "progress against the strategy was reported within eighteen months"),
    ("G06", YES_NO, "councillors can be found by postcode"),
    ("G07", YES_NO, "papers of meetings are published in an open format"),
    ("G08", YES_NO, "consultations are online, with what came of them"),
    ("G09", YES_NO, "petitions or participatory budgeting are online"),
    ("G10", YES_NO, "user research is published"),
    ("G11", YES_NO, "a plan for digital inclusion, with a date"),
)  # fmt: skip
MEASURES = (
    *(Measure(code, LADDER, "where the council stands on the ladder of this service") for code in _SERVICES),
    *(Measure(*row) for row in _SITE),
)
"""Every measure, services first."""
