"""From the JSON of a golden case to the product's own functions, and back. Nothing is worked out here.

In the JSON, null is missing and an absent key not applicable; its "domains" are our dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scoring.aggregate import Scores, power_mean, score_panel
from scoring.association import spearman
from scoring.bands import CLEAR, bands, half_width
from scoring.confidence import STALE_BELOW, confidence, is_live
from scoring.consistency import consistency
from scoring.funnel import ALERT, funnel_limits
from scoring.intervals import LEVEL, draw_ranks, p_outranks, rank_intervals
from scoring.marginal_gains import gains, ordered
from scoring.maturity import LevelRule, assess
from scoring.movement import link_linear
from scoring.normalise import binary, goalpost, ordinal, proportion
from scoring.panel import Column, Panel, PanelError, Rules
from scoring.peers import HOW_MANY, Context, nearest, peer_percentile
from scoring.published import publish_scores
from scoring.rank import UNRANKED, competition_rank, possible_ranks
from scoring.rank_sets import simultaneous_rank_sets
from scoring.reorganisation import constituent_average
from scoring.rounding import published_value
from scoring.sensitivity import leave_one_out
from scoring.sobol import sobol_indices

Json = dict[str, Any]


def _array(values: Any) -> np.ndarray:
    return np.array(values, dtype=float)  # numpy reads None as nan


def _normalise(case: Json) -> float:
    x, kind, polarity = _array(case.get("x")), case["kind"], case.get("polarity", 1)
    if kind == "binary":
        return float(binary(x, polarity))
    if kind == "ordinal":
        return float(ordinal(x, case.get("kmin", 0), case.get("kmax", 4), polarity, case.get("shape", "linear")))
    if kind in ("goalpost", "continuous"):
        return float(goalpost(x, case["lo"], case["hi"], polarity, case.get("log", False)))
    if kind == "proportion":
        share = proportion(_array(case["k"]), _array(case["n"])) if "k" in case else x
        return float(binary(share, polarity))
    raise PanelError(f'kind "{kind}": expected binary, ordinal, goalpost or proportion')


def _confidence(case: Json) -> Json:
    c = confidence(case["q"], case["age_days"], case["half_life_days"])
    return {"c": float(c), "live": bool(is_live(c, case.get("c_min", STALE_BELOW)))}


def _power_mean(case: Json) -> float:
    return float(power_mean(_array(case["values"]), _array(case["weights"]), case["p"], case.get("floor", 0.01)))


def panel_of(y: Mapping, applicable: Mapping, model: Mapping, sure: Mapping | None = None) -> Panel:
    """Return the panel of councils -> indicator -> y under a model; a cell whose confidence is stale is missing."""
    domains = model["domains"]
    columns = tuple(
        Column(code, name, weight, "goalpost", 0, 1) for name, d in domains.items() for code, weight in d["ind"].items()
    )
    applies = np.array([[bool(applicable.get(a, {}).get(c.code, c.code in y[a])) for c in columns] for a in y])
    values = np.array([[_array(y[a].get(c.code)) for c in columns] for a in y], dtype=float)
    certain = np.array([[_array((sure or {}).get(a, {}).get(c.code, 1.0)) for c in columns] for a in y], dtype=float)
    shape = (len(y), len(columns))
    applies, values, certain = applies.reshape(shape).astype(bool), values.reshape(shape), certain.reshape(shape)
    values = np.where(applies & (np.isnan(certain) | is_live(certain, model.get("c_min", STALE_BELOW))), values, np.nan)
    rules = Rules(
        model.get("p", 0.5), model.get("cov_min", 0.65), model.get("domain_min", 0.5), floor=model.get("floor", 0.01)
    )
    weights = np.tile([float(d["w"]) for d in domains.values()], (len(y), 1))
    names = tuple(str(a) for a in y)
    return Panel(
        names,
        ("all",) * len(names),
        columns,
        tuple(domains),
        weights,
        values,
        values,
        applies,
        np.where(np.isnan(values), np.nan, certain),
        np.full(shape, np.nan),
        rules,
    )


def _one(case: Json) -> tuple[Panel, Scores]:
    sure = {"": case["confidence"]} if case.get("confidence") else None
    panel = panel_of({"": case["y"]}, {"": case.get("applicable", {})}, case["model"], sure)
    return panel, score_panel(panel)


def _score(case: Json) -> Json:
    panel, got = _one(case)
    result = {
        "domains": dict(zip(panel.dimensions, got.dimension_score[0], strict=True)),
        "domain_coverage": dict(zip(panel.dimensions, got.dimension_coverage[0], strict=True)),
        "coverage": got.coverage[0],
        "ranked": bool(got.ranked[0]),
        "score": got.score[0] if got.ranked[0] else None,
        "score_provisional": got.score[0],
        "lower": got.lower[0],
        "upper": got.upper[0],
    }
    return result | ({"evidence_strength": got.evidence[0]} if case.get("confidence") else {})


def _score_all(case: Json) -> Json:
    panel = panel_of(case["y"], case.get("applicable", {}), case["model"], case.get("confidence"))
    return dict(zip(panel.authorities, score_panel(panel).score, strict=True))


def _place(rank: int) -> int | None:
    return None if rank == UNRANKED else int(rank)


def _competition_rank(case: Json) -> Json:
    names = list(case["scores"])
    published = published_value(_array(list(case["scores"].values())))
    ranks = map(_place, competition_rank(published))
    return {"rank": dict(zip(names, ranks, strict=True)), "published": dict(zip(names, published, strict=True))}


def _rank_bounds(case: Json) -> Json:
    lower, upper = case["lower"], case["upper"]
    bounds = possible_ranks(_array([lower[a] for a in lower]), _array([upper.get(a) for a in lower]))
    best, worst = ([_place(r) for r in ranks] for ranks in bounds)
    return {a: None if b is None else [b, w] for a, b, w in zip(lower, best, worst, strict=True)}


def _marginal_gains(case: Json) -> list[Json]:
    panel, scores = _one(case)
    found = gains(panel, scores)
    others = [v for v in case.get("other_scores", []) if v is not None]
    result = []
    for j in ordered(panel, found, 0):
        new = found.new_score[0, j]
        rank = competition_rank(published_value(_array([new, *others])))[0]
        kind = "evidence" if found.evidence[0, j] else "improve"
        result.append(
            {
                "indicator": panel.columns[j].code,
                "delta": found.delta[0, j],
                "new_score": new,
                "new_rank": int(rank),
                "kind": kind,
            }
        )
    return result


def _leave_one_out(case: Json) -> Json:
    panel = panel_of(case["y"], case.get("applicable", {}), case["model"], case.get("confidence"))
    shifts = [s for _, s in leave_one_out(publish_scores(panel, None), panel.groups) if s.kind == "indicator"]
    return {s.code: {"mean_abs_shift": s.mean, "max_shift": s.largest} for s in shifts}


def _rank_intervals(case: Json) -> list[Json]:
    got = rank_intervals(draw_ranks(_array(case["draws"])), case.get("level", LEVEL))
    rows = zip(got.low.tolist(), got.median.tolist(), got.high.tolist(), strict=True)
    return [{"low": low, "median": median, "high": high} for low, median, high in rows]


def _bands(case: Json) -> Json:
    found = bands([int(i) for i in case["order"]], _array(case["P"]), case.get("threshold", CLEAR))
    return {str(row): band for row, band in found.items()}


def _simultaneous(case: Json) -> Json:
    got = simultaneous_rank_sets(_array(case["point"]), _array(case["draws"]), case.get("level", LEVEL))
    return {"critical": got.critical, "low": got.low.tolist(), "high": got.high.tolist()}


def _maturity(case: Json) -> Json:
    shares, floors, must = (
        {int(level): gate for level, gate in (case.get(key) or {}).items()} for key in ("tau", "floors", "must")
    )
    rules = tuple(
        LevelRule(level, shares.get(level), floors.get(level, {}), tuple(must.get(level, ())))
        for level in sorted({*shares, *floors, *must})
    )
    got = assess(rules, case["levels"], case.get("domains") or {}, case.get("flags") or {})
    return {"demonstrated": got.demonstrated, "possible": got.possible}


def _peers(case: Json) -> Json:
    table = case["X"]
    variables = list(dict.fromkeys(v for row in table.values() for v in row))
    classes = case.get("cls") or {}
    weights = case.get("weights")
    context = Context(
        tuple(table),
        tuple(str(classes.get(a, "")) for a in table),
        np.array([[_array(row.get(v)) for v in variables] for row in table.values()], dtype=float),
        tuple(v in (case.get("log") or ()) for v in variables),
        None if weights is None else tuple(weights.get(v, 1.0) for v in variables),
    )
    peers = nearest(context, case.get("K", HOW_MANY), case.get("min_share", 0.6))
    found = peers[context.codes.index(case["target"])]
    return {"peers": [{"id": p.code, "distance": p.distance} for p in found]}


def _consistency(case: Json) -> Json:
    got = consistency(_array(case["matrix"]))
    return {
        "cronbach_alpha": got.alpha,
        "item_rest": got.item_rest.tolist(),
        "eigenvalues": got.eigenvalues.tolist(),
        "pc1_loadings": got.loadings.tolist(),
        "pc1_share": got.first_share,
    }


def _sobol(case: Json) -> list[Json]:
    first, total = sobol_indices(_array(case["yA"]), _array(case["yB"]), _array(case["yAB"]))
    return [{"S": s, "T": t} for s, t in zip(first, total, strict=True)]


def _link(case: Json) -> list[float]:
    return link_linear(*(_array(case[k]) for k in ("old_overlap", "new_overlap", "old_series"))).tolist()


FUNCTIONS: dict[str, Callable[[Json], Any]] = {
    "normalise": _normalise,
    "confidence": _confidence,
    "power_mean": _power_mean,
    "score": _score,
    "score_all": _score_all,
    "competition_rank": _competition_rank,
    "rank_bounds": _rank_bounds,
    "marginal_gains": _marginal_gains,
    "leave_one_out": _leave_one_out,
    "rank_intervals": _rank_intervals,
    "p_outranks": lambda case: p_outranks(_array(case["draws"])).tolist(),
    "bands": _bands,
    "simultaneous_rank_sets": _simultaneous,
    "goldstein_spiegelhalter_half_width": lambda case: float(half_width(case["se"], case.get("z", 1.959964))),
    "funnel_limits": lambda case: list(funnel_limits(case["p0"], case["n"], case.get("z", ALERT))),
    "maturity": _maturity,
    "peers": _peers,
    "peer_percentile": lambda case: peer_percentile(float(_array(case["score"])), _array(case["peers"]).tolist()),
    "link_linear": _link,
    "lgr_backcast": lambda case: constituent_average(
        case["predecessors"], case["population"], case.get("min_share", 0.5)
    ),
    "consistency": _consistency,
    "sobol": _sobol,
    "spearman": lambda case: spearman(_array(case["a"]), _array(case["b"])),
}
"""Every function a golden case can name."""
