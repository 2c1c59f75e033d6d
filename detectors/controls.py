"""Reading forms: what is asked for, by which label, what is pressed, and what is a trap for machines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from detectors.drafts import FieldDraft, FormDraft
from detectors.pages import FOOTER, HEADER, NAV
from detectors.phrases import phrase
from detectors.reader import Reader, whole_text
from detectors.wording import fold, squash

_FURNITURE = frozenset((FOOTER, HEADER, NAV))
_TRAP_NAME = phrase("markup", "trap_names")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top)\s*:\s*-\d{3,}", re.IGNORECASE)
_ONCLICK = re.compile(r"location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]|window\.open\(\s*['\"]([^'\"]+)['\"]")


class ControlReader(Reader):
    """Adds forms, buttons, labels and inputs to what a pass reads."""

    def _on_button(self, el: etree._Element, attrs: Mapping[str, str]) -> None:
        text = squash(whole_text(el)) or attrs.get("aria-label", "")
        target = _ONCLICK.search(attrs.get("onclick", ""))
        address = attrs.get("data-href") or attrs.get("data-url") or attrs.get("formaction")
        if target or address:
            scripted = target.group(1) or target.group(2) if target else ""
            self._open_link(self._absolute(address or scripted), True, attrs)
            self._close_link(text)
        elif self.form is not None or not self.hidden:
            self._form_here().buttons.append(text)

    def _on_form(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        self.forms_open += 1
        if self.form is not None:
            return
        method = attrs.get("method", "get").lower()
        names = " ".join((attrs.get("class", ""), attrs.get("id", ""), attrs.get("name", ""), attrs.get("role", "")))
        region = self.around.region
        action = self._absolute(attrs.get("action", "")) or self.model.url
        self.form = FormDraft(method, action, region, self.heading, name=names.strip(), place=len(self.model.blocks))
        self.form.search = attrs.get("role") == "search" or "search" in fold(names).split()
        self.model.forms.append(self.form)
        self._note_outside(self.form)

    def _close_form(self) -> None:
        self.forms_open -= 1
        if not self.forms_open:
            self.form = None

    def _on_label(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        self.label_for = attrs.get("for", "")
        self.label_at = len(self.buffer)

    def _on_legend(self, _: etree._Element, __: Mapping[str, str]) -> None:
        self.label_at = len(self.buffer)

    def _input(self, el: etree._Element, attrs: Mapping[str, str]) -> None:
        tag = el.tag
        kind = attrs.get("type", "text").lower() if tag == "input" else tag
        value = squash(attrs.get("value", "") or attrs.get("alt", ""))
        if kind in ("submit", "image", "button", "reset"):
            self._press(kind, value, attrs)
            return
        if kind == "hidden":
            if self.form is not None and attrs.get("name") and len(self.form.hidden) < 20:
                self.form.hidden.append((attrs["name"], attrs.get("value", "")))
            return
        own = (attrs.get("aria-label", ""), attrs.get("placeholder", ""), attrs.get("title", ""), self._nearby())
        name = attrs.get("name") or attrs.get("id") or ""
        label = fold(" ".join((*own, re.sub(r"[_\-\[\].]", " ", name), attrs.get("autocomplete", ""))))
        trap = self._is_trap(attrs, name)
        found = FieldDraft(kind, name, label, trap)
        if attrs.get("id"):
            self.ids.append((found, attrs["id"]))
        self._form_here().fields.append(found)

    def _nearby(self) -> str:
        """Return the words a person reads just before an input: its label, its legend, or the text beside it."""
        if self.label_for is not None:
            near = squash("".join(self.buffer[self.label_at :]))
        else:
            near, self.last_label = self.last_label, ""
        if not near:
            near = squash("".join(self.buffer[-3:])) or (self.model.blocks[-1].text if self.model.blocks else "")
            near = near if len(near) < 60 else ""
        return f"{self.legend} {near}"

    def _press(self, kind: str, value: str, attrs: Mapping[str, str]) -> None:
        target = _ONCLICK.search(attrs.get("onclick", ""))
        if target:
            self._open_link(self._absolute(target.group(1) or target.group(2)), True, attrs)
            self._close_link(value)
        elif kind != "reset":
            self._form_here().buttons.append(value)

    def _form_here(self) -> FormDraft:
        """Return the form to which a field or button belongs: of one around the whole page its part here."""
        form, region = self.form, self.around.region
        if form is None:
            return self._loose_form()
        if region != form.region and region in _FURNITURE:
            if form.buttons:
                return self._open_panel(len(self.model.blocks))
            if not form.fields:
                form.region = region
        return form

    def _is_trap(self, attrs: Mapping[str, str], name: str) -> bool:
        unseen = self.hidden > 0 or bool(_HIDDEN_STYLE.search(attrs.get("style", "")))
        return unseen or bool(_TRAP_NAME.search(f"{name} {attrs.get('class', '')}"))

    def _loose_form(self) -> FormDraft:
        if self.loose is None:
            self.loose = FormDraft(
                "get", self.model.url, self.around.region, self.heading, loose=True, place=len(self.model.blocks)
            )
            self.model.forms.append(self.loose)
        return self.loose

    def _close_label(self, tag: str) -> None:
        text = squash("".join(self.buffer[self.label_at :]))
        if tag == "legend":
            self.legend = text
        elif self.label_for:
            self.labels[self.label_for] = text
        else:
            self.last_label = text
        self.label_for = None

    def _finish(self) -> None:
        for found, name in self.ids:
            found.label = f"{found.label} {fold(self.labels.get(name, ''))}".strip()
        self.model.forms = [form for form in self.model.forms if form.fields or form.buttons or not form.panel]
