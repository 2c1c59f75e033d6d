"""Dash components as HTML text, so that the first table is in the page before any script has run."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

NAMES = {"className": "class", "tabIndex": "tabindex", "htmlFor": "for", "colSpan": "colspan"}


def to_html(node: Any) -> Markup:
    """Return a tree of `dash.html` components as HTML, its text escaped; None and False leave nothing.

    TypeError for a component that is not plain HTML, such as a Graph, which only a script can draw.
    """
    if isinstance(node, list | tuple):
        return Markup("").join(to_html(child) for child in node)
    if not isinstance(node, Component):
        return escape("" if node is None or node is False else node)
    if node._namespace != "dash_html_components":
        raise TypeError(f"{node._type} cannot be written as HTML")
    name = node._type.lower()
    return Markup("<{}{}>{}</{}>").format(Markup(name), _attributes(node), to_html(_children(node)), Markup(name))


def aria(**values: str) -> dict[str, Any]:
    """Return a component's ARIA attributes, given without their prefix. Any: Dash types each named property apart."""
    return {f"aria-{name}": value for name, value in values.items()}


def _children(node: Component) -> Any:
    return getattr(node, "children", None)


def _attributes(node: Component) -> Markup:
    props = node.to_plotly_json()["props"]
    given = {NAMES.get(key, key): value for key, value in props.items() if key != "children" and value is not None}
    return Markup("").join(Markup(' {}="{}"').format(Markup(key), value) for key, value in given.items())
