// Suggestions under the search boxes: an editable combobox with a list (WAI-ARIA Authoring Practices 1.2). Asks the
// site's own search by GET and keeps nothing; without this script the form answers as it stands.
(() => {
  const WAIT = 250, LEAST = 3, MOST = 8;

  // Returns [label, address] of what a search may mean, the nearest to the task first.
  function choices({ postcode, councils, services }, prefix) {
    const found = postcode ? [[postcode, prefix + "/postcode/" + postcode.replace(" ", "")]] : [];
    for (const one of services) {
      const page = prefix + "/service/" + one.service;
      if (!one.ways.length) found.push([one.name, page]);
      for (const way of one.ways) {
        const asked = page + "?" + new URLSearchParams({ place: way.council });
        found.push([one.name + ": " + way.council, way.is_page ? way.url : asked]);
      }
    }
    for (const one of councils) found.push([one.name, prefix + "/council/" + one.slug]);
    return found.slice(0, MOST);
  }

  function enhance(input) {
    const list = document.createElement("ul"), status = document.createElement("span");
    // What stands before "/search" is the language of the page, if that is another one.
    const prefix = input.form.getAttribute("action").replace(/\/search$/, "");
    let timer, asked, shown = [], active = -1;
    list.id = input.id + "-list";
    list.className = "suggest";
    list.hidden = true;
    status.className = "visually-hidden";
    for (const [name, value] of [["role", "listbox"], ["aria-label", input.dataset.suggestions]]) list.setAttribute(name, value);
    status.setAttribute("role", "status");
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false", autocomplete: "off" };
    for (const name in combobox) input.setAttribute(name, combobox[name]);
    input.after(list, status);

    function point(to) {
      if (active >= 0) list.children[active].setAttribute("aria-selected", "false");
      active = to;
      if (active < 0) return input.removeAttribute("aria-activedescendant");
      list.children[active].setAttribute("aria-selected", "true");
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[active].id);
    }

    function show(found) {
      point(-1);
      shown = found;
      list.replaceChildren(...found.map(([label], at) => {
        const option = document.createElement("li");
        option.id = list.id + at;
        option.lang = "en-GB";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = label;
        option.addEventListener("click", () => go(at));
        return option;
      }));
      list.hidden = !found.length;
      list.style.top = input.offsetTop + input.offsetHeight + "px";
      input.setAttribute("aria-expanded", String(!list.hidden));
    }

    function close() {
      clearTimeout(timer);
      if (asked) asked.abort();
      show([]);
      status.textContent = "";
    }

    function go(at) {
      const to = new URL(shown[at][1], location.origin);
      if (to.protocol === "https:" || to.protocol === "http:") location.assign(to);
    }

    async function ask() {
      if (asked) asked.abort();
      asked = new AbortController();
      let found = [];
      try {
        const answer = await fetch("/api/v1/search?" + new URLSearchParams({ q: input.value }), { signal: asked.signal, cache: "no-store" });
        if (answer.ok) found = choices((await answer.json()).search, prefix);
      } catch (error) {
        if (error.name === "AbortError") return;
      }
      if (document.activeElement !== input) return;
      show(found);
      status.textContent = input.dataset.suggestions + ": " + found.length;
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < LEAST) return close();
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point((active + step + (active < 0 && step < 0 ? 1 : 0) + shown.length) % shown.length);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) go(active);
      else return;
      event.preventDefault();
    });
    // So that a press on the list does not take the focus from the box, which would close the list under the finger.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", close);
  }

  for (const input of document.querySelectorAll("input[data-suggestions]")) enhance(input);
})();
