"""Dash components as HTML text, so that the first table is in the page before any script has run."""

from __future__ import annotations

from collections.abc import Callable
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


def lead(node: Any, to: Callable[[str], str]) -> Any:
    """Return a tree of components with every link of its own led to where `to` says; the tree itself is changed."""
    if isinstance(node, list | tuple):
        for child in node:
            lead(child, to)
    elif isinstance(node, Component):
        if isinstance(href := getattr(node, "href", None), str):
            linked: Any = node  # each type of component has its own attributes, which Dash does not declare
            linked.href = to(href)
        lead(_children(node), to)
    return node


def _children(node: Component) -> Any:
    return getattr(node, "children", None)


def _attributes(node: Component) -> Markup:
    props = node.to_plotly_json()["props"]
    given = {NAMES.get(key, key): value for key, value in props.items() if key != "children" and value is not None}
    return Markup("").join(Markup(' {}="{}"').format(Markup(key), value) for key, value in given.items())
