"""From stored pages to observations: what a council's website offers, with a receipt for every mark."""

from detectors.observe import observe_authority
from detectors.records import AuthorityObservations, Observation, SearchRecord, ServiceMark

__all__ = ["AuthorityObservations", "Observation", "SearchRecord", "ServiceMark", "observe_authority"]
