"""The tables of published.db: the one place that defines them.

One file holds everything the site shows: editions, framework, sources, register, postcodes, every
cell of evidence and every figure made of it. Scores are 0-1 but in the columns that are printed as they stand, 0-100
with one decimal: published, core_published, resident, foundations, new_published, rescored and as_published. A NULL is
unknown, never zero.
"""

APPLICATION_ID = 0x43444958  # "CDIX": tells our file from any other SQLite file
SCHEMA_VERSION = 3

PUBLISHED = """
CREATE TABLE editions (
  edition TEXT PRIMARY KEY,            -- e.g. 2026-11
  title TEXT NOT NULL,
  as_of TEXT NOT NULL,                 -- ISO date to which ages are counted
  scope TEXT NOT NULL,                 -- open-data | website | full
  status TEXT NOT NULL,                -- preview | published | back-cast
  framework_version TEXT NOT NULL,
  code_version TEXT NOT NULL,          -- digest of all that made this edition: edition/inputs.py
  simulated INTEGER NOT NULL,          -- 1: every page carries the "simulated" banner
  is_current INTEGER NOT NULL,
  indicators_scored INTEGER NOT NULL,
  questions_answered INTEGER NOT NULL, -- N of "N of M": framework questions touched, variants counted once
  questions_total INTEGER NOT NULL,    -- M: all questions of the framework
  leaves_out TEXT NOT NULL             -- sentence for every page
) STRICT;
CREATE TABLE framework (version TEXT PRIMARY KEY, text TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE dimensions (
  dimension TEXT PRIMARY KEY, name TEXT NOT NULL, headline TEXT NOT NULL, -- headline: resident | foundations
  position INTEGER NOT NULL, in_scope INTEGER NOT NULL, summary TEXT NOT NULL, why_not TEXT NOT NULL
) STRICT;
CREATE TABLE dimension_weights (
  dimension TEXT NOT NULL REFERENCES dimensions, type TEXT NOT NULL, weight REAL NOT NULL,
  effective REAL,                      -- share actually used for this type in this scope; NULL if none applies
  PRIMARY KEY (dimension, type)
) STRICT;
CREATE TABLE indicators (               -- every declared question: scored ones and facts shown, not scored
  indicator TEXT PRIMARY KEY, name TEXT NOT NULL, question TEXT NOT NULL, dimension TEXT NOT NULL REFERENCES dimensions,
  measure TEXT NOT NULL, variant_of TEXT NOT NULL, -- framework question this answers in part, '' if its own
  scored INTEGER NOT NULL, weight REAL, kind TEXT NOT NULL, -- binary | ordinal | goalpost | proportion | fact
  unit TEXT NOT NULL, worst REAL, best REAL, log INTEGER NOT NULL,
  evidence_class TEXT NOT NULL, reliability REAL, half_life_days INTEGER, max_age_days INTEGER,
  source TEXT NOT NULL, applies_to TEXT NOT NULL, -- space-separated types
  rationale TEXT NOT NULL, rule TEXT NOT NULL, citation TEXT NOT NULL, goalpost_note TEXT NOT NULL,
  common_core INTEGER NOT NULL, improve TEXT NOT NULL, -- improve: what a council can do
  clipped_low INTEGER, clipped_high INTEGER, position INTEGER NOT NULL
) STRICT;
CREATE TABLE questions (                -- the framework's whole catalogue, for "N of M" and "what is not measured"
  question TEXT PRIMARY KEY, name TEXT NOT NULL, dimension TEXT NOT NULL, state TEXT NOT NULL, -- scored | shown | not_measured
  why TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE services (
  service TEXT PRIMARY KEY, name TEXT NOT NULL, dimension TEXT NOT NULL, lgsl TEXT NOT NULL, cap INTEGER NOT NULL,
  core INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE duties (                   -- one row per authority and service, exceptions already applied
  authority TEXT NOT NULL REFERENCES authorities, service TEXT NOT NULL REFERENCES services,
  duty TEXT NOT NULL,                  -- full | part | none
  note TEXT NOT NULL, PRIMARY KEY (authority, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE authorities (
  authority TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, short_name TEXT NOT NULL, type TEXT NOT NULL,
  nation TEXT NOT NULL, region TEXT NOT NULL, parent TEXT, homepage TEXT NOT NULL,
  population INTEGER, area_km2 REAL, density REAL, deprivation REAL,
  deprivation_band TEXT NOT NULL,      -- quintile within the UK index, '1' most deprived, '' unknown
  rurality TEXT NOT NULL, size_band TEXT NOT NULL, start_on TEXT, end_on TEXT,
  superfast_percent REAL, gigabit_percent REAL, note TEXT NOT NULL
) STRICT;
CREATE TABLE former_codes (authority TEXT NOT NULL REFERENCES authorities, code TEXT NOT NULL, PRIMARY KEY (code, authority)) STRICT;
CREATE TABLE relations (                -- reorganisation: predecessors and successors
  authority TEXT NOT NULL REFERENCES authorities, relation TEXT NOT NULL, -- predecessor | successor
  other_code TEXT NOT NULL, other_name TEXT NOT NULL, on_date TEXT NOT NULL,
  PRIMARY KEY (authority, relation, other_name)
) STRICT;
CREATE TABLE council_names (             -- every name by which a council is known, ended and foreign ones too
  authority TEXT NOT NULL REFERENCES authorities, name TEXT NOT NULL, kind TEXT NOT NULL, -- current | other | ended
  language TEXT NOT NULL,              -- en | cy | gd
  ended_on TEXT,                       -- kind ended: the day on which the council of that name ended
  PRIMARY KEY (authority, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_words (words TEXT NOT NULL, service TEXT NOT NULL REFERENCES services, PRIMARY KEY (words, service)) STRICT, WITHOUT ROWID;
CREATE TABLE life_events (
  event TEXT PRIMARY KEY, position INTEGER NOT NULL, urgent INTEGER NOT NULL, -- urgent: a hard moment, phones first
  owner TEXT NOT NULL, reviewed_on TEXT NOT NULL -- who answers for the national routes, and when they were gone through
) STRICT;
CREATE TABLE life_event_services (       -- event most-wanted: the five services that stand on top of a place
  event TEXT NOT NULL, position INTEGER NOT NULL, service TEXT NOT NULL REFERENCES services, PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE life_event_routes (
  event TEXT NOT NULL REFERENCES life_events, position INTEGER NOT NULL, route TEXT NOT NULL, nation TEXT NOT NULL,
  phone TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (event, position, nation)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_links (             -- GOV.UK's register of council links: shown, never scored
  authority TEXT NOT NULL REFERENCES authorities, service TEXT NOT NULL REFERENCES services,
  url TEXT NOT NULL,                   -- '' where the register has no address that can be a link
  kind TEXT NOT NULL,                  -- page | home_page | other_council | closed_host | cut | unusable | none
  offered INTEGER NOT NULL,            -- 1: the address to use for this service; at most one of a council and service
  to_mend INTEGER NOT NULL,            -- 1: something for the council and GOV.UK to look at
  lgsl INTEGER, lgil INTEGER,          -- local government service and interaction, NULL without an address
  checker TEXT NOT NULL,               -- ok | caution | broken: the word of GOV.UK's checker, '' where it was not asked
  other_council TEXT NOT NULL, observed_on TEXT
) STRICT;
CREATE TABLE link_errors (               -- addresses that somebody looked at and called an error
  authority TEXT NOT NULL REFERENCES authorities, service TEXT NOT NULL REFERENCES services, other_council TEXT NOT NULL,
  reviewed_on TEXT NOT NULL, PRIMARY KEY (authority, service)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_links_by_authority ON service_links (authority, service);
CREATE INDEX service_links_by_service ON service_links (service, authority);
CREATE TABLE sources (
  source TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT NOT NULL, url TEXT NOT NULL, live_url TEXT NOT NULL,
  licence TEXT NOT NULL, licence_url TEXT NOT NULL, attribution TEXT NOT NULL, snapshot_on TEXT NOT NULL,
  cadence TEXT NOT NULL, used_for TEXT NOT NULL, caveat TEXT NOT NULL,
  looks TEXT NOT NULL,                 -- who looks, and what a council can do to be looked at; '' for a list
  enabled INTEGER NOT NULL,
  councils INTEGER, expected INTEGER, difference TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE cells (                    -- authority x scored indicator x edition
  edition TEXT NOT NULL, authority TEXT NOT NULL, indicator TEXT NOT NULL,
  state TEXT NOT NULL,                 -- observed | missing | not_applicable
  reason TEXT NOT NULL,                -- why missing (models.Status, or first_look), '' otherwise
  value REAL, denominator INTEGER, y REAL, -- raw value, normalised 0-1
  put_in REAL,                         -- 0-1: what the score counts for a missing mark; ranked councils only
  lenders TEXT NOT NULL,               -- the similar councils whose mean it is, with their type's mean: codes, nearest first; '*' the type alone
  confidence REAL, observed_on TEXT, source TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL,
  points REAL, points_max REAL,        -- share of the dimension (0-1): points = y x points_max; a dimension's points_max add up to 1
  PRIMARY KEY (edition, authority, indicator)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_marks (            -- authority x service: what a crawl saw; no rows in editions without one
  edition TEXT NOT NULL, authority TEXT NOT NULL, service TEXT NOT NULL REFERENCES services,
  status TEXT NOT NULL,                -- models.Status
  level INTEGER,                       -- seen, 0-4; NULL unless measured
  counted INTEGER,                     -- the level that the score uses; NULL with a level: first look, not counted yet
  looks INTEGER NOT NULL, page_url TEXT NOT NULL, action_url TEXT NOT NULL, vendor TEXT NOT NULL, confidence REAL,
  observed_on TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (edition, authority, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE broken_links (             -- task links that end on nothing
  edition TEXT NOT NULL, authority TEXT NOT NULL, service TEXT NOT NULL, page_url TEXT NOT NULL, link_url TEXT NOT NULL,
  why TEXT NOT NULL, PRIMARY KEY (edition, authority, service, page_url, link_url)
) STRICT, WITHOUT ROWID;
CREATE TABLE suppliers (                -- per product, how its customers spread over the ladder; service 'all': of every one
  edition TEXT NOT NULL, product TEXT NOT NULL, service TEXT NOT NULL, councils INTEGER NOT NULL, level_0 INTEGER NOT NULL,
  level_1 INTEGER NOT NULL, level_2 INTEGER NOT NULL, level_3 INTEGER NOT NULL, level_4 INTEGER NOT NULL,
  PRIMARY KEY (edition, product, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE shifts (                   -- what the newest detectors changed on the same stored pages
  edition TEXT NOT NULL, code TEXT NOT NULL, compared INTEGER NOT NULL, changed INTEGER NOT NULL, mean_change REAL,
  gained INTEGER NOT NULL, lost INTEGER NOT NULL, version_before TEXT NOT NULL, version_after TEXT NOT NULL,
  PRIMARY KEY (edition, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE facts (                    -- shown on the council's page, never scored
  edition TEXT NOT NULL, authority TEXT NOT NULL, indicator TEXT NOT NULL, status TEXT NOT NULL, value REAL,
  text TEXT NOT NULL, observed_on TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
  PRIMARY KEY (edition, authority, indicator, text)
) STRICT, WITHOUT ROWID;
CREATE TABLE dimension_scores (
  edition TEXT NOT NULL, authority TEXT NOT NULL, dimension TEXT NOT NULL,
  score REAL,                          -- what the score counts: marks seen, missing ones put in; ranked councils only
  seen REAL,                           -- face value, marks seen alone; NULL if none was, or not ranked
  lower REAL, upper REAL, coverage REAL NOT NULL, weight REAL NOT NULL,
  type_median REAL,                    -- of what was seen at the ranked councils of the type
  PRIMARY KEY (edition, authority, dimension)
) STRICT, WITHOUT ROWID;
CREATE TABLE scores (
  edition TEXT NOT NULL, authority TEXT NOT NULL, slug TEXT NOT NULL, type TEXT NOT NULL,
  score REAL,                          -- marks seen, missing ones put in; ranked councils only
  published REAL,                      -- the same 0-100, one decimal
  seen REAL,                           -- face value: what could be seen alone; ranked councils only, orders nothing
  lower REAL, upper REAL, coverage REAL NOT NULL, evidence REAL NOT NULL,
  ranked INTEGER NOT NULL, unranked_reason TEXT NOT NULL,
  rank_middle INTEGER, tied INTEGER NOT NULL, rank_best INTEGER, rank_worst INTEGER, rank_of INTEGER, -- within type; rank_best/worst: possible rank
  core_score REAL, core_published REAL, core_coverage REAL, core_ranked INTEGER NOT NULL, core_reason TEXT NOT NULL,
  core_rank INTEGER, core_tied INTEGER NOT NULL, core_rank_best INTEGER, core_rank_worst INTEGER, core_rank_of INTEGER,
  resident REAL, foundations REAL,     -- 0-100, one decimal
  interval_low INTEGER, interval_high INTEGER, -- 90 % rank interval, full draws, within type
  outside_range INTEGER,               -- 1: the published place or score lies beyond its interval, which is not stretched
  evidence_low INTEGER, evidence_high INTEGER,                           -- the same, evidence-only draws
  fresh_low INTEGER, fresh_high INTEGER, -- the first, if all evidence on this council were of today
  core_interval_low INTEGER, core_interval_high INTEGER,
  score_low REAL, score_high REAL, gs_half_width REAL,                   -- 90 % of the score; half-width for overlap by eye
  band INTEGER, p_top_quartile REAL, p_top_ten REAL,
  peer_percentile REAL, peer_median REAL, peer_gap REAL, peer_gap_low REAL, peer_gap_high REAL,
  level_demonstrated INTEGER, level_possible INTEGER,
  movement TEXT NOT NULL,              -- up | down | no clear change, against the edition before; '' where none may be said
  movement_probability REAL,           -- that the score rose, evidence-only draws
  previous_rank INTEGER, matched_rank INTEGER, matched_of INTEGER, -- then and now, among those ranked in both, on matched indicators
  PRIMARY KEY (edition, authority)
) STRICT, WITHOUT ROWID;
CREATE TABLE scores_without (           -- the second table: without the dimensions whose indicators summaries, key `without`, names
  edition TEXT NOT NULL, authority TEXT NOT NULL, score REAL, score_low REAL, score_high REAL, ranked INTEGER NOT NULL,
  rank_middle INTEGER, interval_low INTEGER, interval_high INTEGER, rank_of INTEGER, coverage REAL NOT NULL,
  PRIMARY KEY (edition, authority)
) STRICT, WITHOUT ROWID;
CREATE TABLE earlier_figures (          -- what an edition showed under an earlier version of the framework
  edition TEXT NOT NULL, framework_version TEXT NOT NULL, authority TEXT NOT NULL, score REAL, rank_low INTEGER,
  rank_high INTEGER, rank_of INTEGER, PRIMARY KEY (edition, framework_version, authority)
) STRICT, WITHOUT ROWID;
CREATE TABLE summaries (               -- computed figures about an edition, one JSON value each
  edition TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (edition, key, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE peers (
  edition TEXT NOT NULL, authority TEXT NOT NULL, peer TEXT NOT NULL, position INTEGER NOT NULL, distance REAL NOT NULL,
  p_better REAL, PRIMARY KEY (edition, authority, peer)
) STRICT, WITHOUT ROWID;
CREATE TABLE gains (
  edition TEXT NOT NULL, authority TEXT NOT NULL, route TEXT NOT NULL, -- single | route
  position INTEGER NOT NULL, indicator TEXT NOT NULL, kind TEXT NOT NULL, -- improve | evidence
  delta REAL,                          -- of the score, 0-1; NULL for a council without a place
  held REAL,                           -- the part of it that the change itself makes; the rest is put in for other marks
  new_published REAL, new_rank INTEGER, p_improves REAL, target TEXT NOT NULL,
  PRIMARY KEY (edition, authority, route, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE ways_in (                  -- for a council without a place: the smallest sets of checks that would rank it
  edition TEXT NOT NULL, authority TEXT NOT NULL, way INTEGER NOT NULL, position INTEGER NOT NULL, -- check within the set
  source TEXT NOT NULL, coverage REAL NOT NULL, -- evidence it would then have
  interval_low INTEGER NOT NULL, interval_high INTEGER NOT NULL, interval_of INTEGER NOT NULL, -- its likely place then
  score_low REAL NOT NULL, score_high REAL NOT NULL, PRIMARY KEY (edition, authority, way, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE draws (                    -- some draws of the ranked councils of a type, dimension by dimension
  edition TEXT NOT NULL, type TEXT NOT NULL, draws INTEGER NOT NULL, authorities TEXT NOT NULL, dimensions TEXT NOT NULL,
  dimension_score BLOB NOT NULL,       -- draws x dimensions x councils, 16 bits each, 65535 is a score of 1
  multiplier BLOB NOT NULL,            -- draws x dimensions, doubles: of the dimensions' weights
  p BLOB NOT NULL,                     -- draws, doubles: exponent of the mean over dimensions
  PRIMARY KEY (edition, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE gates (
  edition TEXT NOT NULL, authority TEXT NOT NULL, level INTEGER NOT NULL, gate TEXT NOT NULL, state TEXT NOT NULL, -- met | failed | unknown
  detail TEXT NOT NULL, PRIMARY KEY (edition, authority, level, gate)
) STRICT, WITHOUT ROWID;
CREATE TABLE indistinct (               -- "no clear difference from": 0.05 < P(A outranks B) < 0.95, within type
  edition TEXT NOT NULL, authority TEXT NOT NULL, other TEXT NOT NULL, p_better REAL NOT NULL,
  PRIMARY KEY (edition, authority, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE sensitivity (
  edition TEXT NOT NULL, kind TEXT NOT NULL, -- indicator | dimension | factor
  code TEXT NOT NULL, type TEXT NOT NULL, mean_shift REAL, max_shift REAL, spearman REAL, first_order REAL, total REAL,
  total_low REAL, total_high REAL, flagged INTEGER NOT NULL, PRIMARY KEY (edition, kind, code, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE consistency (
  edition TEXT NOT NULL, dimension TEXT NOT NULL, type TEXT NOT NULL, -- type '' = all councils
  value TEXT NOT NULL, PRIMARY KEY (edition, dimension, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE successors (               -- reorganisation preview: unranked, labelled
  edition TEXT NOT NULL, successor TEXT NOT NULL, name TEXT NOT NULL, vesting_on TEXT NOT NULL, score REAL, coverage REAL,
  label TEXT NOT NULL,                 -- what every figure of it must say
                                       -- coverage: of the evidence asked, weighted by the people of the members
  members TEXT NOT NULL,               -- JSON list: authority, slug, name, type, people_counted
  detail TEXT NOT NULL,                -- JSON: dimensions and indicators
  PRIMARY KEY (edition, successor)
) STRICT, WITHOUT ROWID;
CREATE TABLE history (                  -- every edition re-scored today, one row per council of today and edition
  edition TEXT NOT NULL, authority TEXT NOT NULL REFERENCES authorities,
  label TEXT NOT NULL,                 -- '': the council itself; else what the figures are, because it did not exist yet
  matched REAL, matched_low REAL, matched_high REAL, -- 0-1: on the indicators that every edition observes; 90 % of it
  matched_coverage REAL NOT NULL, indicators TEXT NOT NULL, -- the matched indicators observed, separated by spaces
  joined INTEGER NOT NULL,             -- 1: comparable with the edition before, so that a line may join the two
  rescored REAL, rank_low INTEGER, rank_high INTEGER, rank_of INTEGER, -- whole edition, 0-100 and 90 % range, ranked councils only
  as_published REAL, as_published_low INTEGER, as_published_high INTEGER, as_published_of INTEGER, -- what was printed then
  PRIMARY KEY (edition, authority)
) STRICT, WITHOUT ROWID;
CREATE TABLE outcodes (outcode TEXT PRIMARY KEY, units BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE postcode_areas (code INTEGER PRIMARY KEY, authority TEXT, answer TEXT NOT NULL) STRICT; -- what a unit's area number means
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
