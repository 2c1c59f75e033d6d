// Filters and sorts without a reload: asks the server for the same address it would go to, and swaps the table in.
(() => {
  const root = document.getElementById("league");
  if (!root || !window.fetch || !window.DOMParser) return;
  let timer, asked = 0;

  async function go(address, push) {
    const mine = ++asked;
    const focus = document.activeElement && document.activeElement.id;
    const caret = document.activeElement && document.activeElement.selectionStart;
    let html;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      html = await answer.text();
    } catch {
      location.assign(address);
      return;
    }
    if (mine !== asked) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const next = fresh.getElementById("league");
    if (!next) { location.assign(address); return; }
    // The status line stays the same element, so that screen readers announce what changes in it.
    const status = root.querySelector("p[role=status]"), news = next.querySelector("p[role=status]");
    const text = root.querySelector("#name").value, more = root.querySelector("#more");
    const wide = more && more.open;
    status.replaceChildren(...news.childNodes);
    news.replaceWith(status);
    root.replaceChildren(...next.childNodes);
    if (focus === "name") root.querySelector("#name").value = text;
    if (wide && root.querySelector("#more")) root.querySelector("#more").open = true;
    const again = focus && document.getElementById(focus);
    if (again) {
      again.focus();
      if (focus === "name") again.setSelectionRange(caret, caret);
    }
    document.title = fresh.title;
    history[push ? "pushState" : "replaceState"](null, "", address);
  }

  function address() {
    const chosen = new URLSearchParams();
    for (const [key, value] of new FormData(document.getElementById("filters"))) if (value.trim()) chosen.append(key, value);
    return "/league?" + chosen;
  }

  root.addEventListener("input", (event) => {
    if (event.target.id !== "name") return;
    clearTimeout(timer);
    timer = setTimeout(() => go(address(), false), 250);
  });
  root.addEventListener("change", (event) => {
    if (event.target.tagName === "SELECT") go(address(), true);
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    go(address(), true);
  });
  window.addEventListener("popstate", () => go(location.pathname + location.search, false));
})();
