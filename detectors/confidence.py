"""How sure a detector is of what it says, 0-1: one scale for all of them, each step with its reason.

A confidence is stored and published with every mark; how often a detector was right is measured apart from it, in
data/detector-grades.json.
"""

from __future__ import annotations

# What decides an answer about the whole site.
REPLY = 0.95
"""A status, a header or a file in a fixed format says it: nothing is interpreted."""
ADDRESSES = 0.9
"""Addresses decide it, not words."""
MODEL_WORDS = 0.85
"""The words that were looked for are given by law or by a model text that councils copy."""
COUNTED = 0.8
"""Counted over pages or marks that were judged one by one, or said in a fixed term such as a licence's name."""
STATED = 0.75
"""A page found by its title says it, or fails to say it, in words of its own."""
SIGNS_MET = 0.7
"""Several signs had to meet, or none was met: one that was overlooked turns the answer."""
ONE_PHRASE = 0.65
"""One phrase decides it, which may be about something else."""
STAND_IN = 0.6
"""What could be seen stands for what was asked, or the date that decides is nowhere printed."""

# Where a call to action leads.
FORM_READ = 0.95
"""A form was read that asks for all that a task needs."""
BY_NATURE = 0.9
"""The way itself says what it is: a document, a telephone, another council, an address that fails."""
PART_READ = 0.85
"""The first step, a look-up, an embedded product or a sentence that takes the offer back was read."""
SIGN_IN = 0.8
"""A sign-in was read: what lies behind it was not."""
FEED = 0.8
"""A calendar to subscribe to: its address was read, its dates were not."""
LEADS_ELSEWHERE = 0.8
"""The page there was read and serves something else, or nothing."""
DRAWN = 0.75
"""A known product answers, but scripts draw its page: the form was not read."""
NOT_READ = 0.7
"""A known product that was not read, or a form of contact, which may serve the task or not."""
PROMISED = 0.6
"""The page promises it; where it leads was not looked at."""
FAINT = 0.5
"""The page names the subject and no more."""
UNKNOWN = 0.3
"""Nothing was read there: whatever is said of it is a guess."""

# What a page proves.
NOT_THIS = 0.9
"""The page is of another kind or of another body, told by more than a word."""
NO_SIGN = 0.8
"""The page was read and says nothing of the service."""
ONLY_OFFLINE = 0.75
"""A way by paper, post or telephone was read, and no other: one online may have been overlooked."""
ONLY_INFORMS = 0.7
"""No way to act was read: one may have been overlooked."""

STEP_BETWEEN = 0.97
"""Factor for each page between a service page and its form."""
BRUSHED = 0.9
"""Factor where the page only brushes the service: the action may be another task's."""
