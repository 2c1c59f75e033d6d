// One tab stop for the whole map: arrow keys go to the hexagon that lies that way. Says which one is pointed at.
(() => {
  const map = document.getElementById("map"), at = document.getElementById("map-at");
  if (!map) return;
  const cells = [...map.querySelectorAll("a")].map((link) => {
    const sign = link.querySelector("text");
    return { link, x: +sign.getAttribute("x"), y: +sign.getAttribute("y") };
  });
  if (!cells.length) return;
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let here = cells.reduce((a, b) => (b.y < a.y || (b.y === a.y && b.x < a.x) ? b : a));
  const tell = (link) => { at.textContent = link.querySelector("title").textContent; };

  function take(cell) {
    here.link.tabIndex = -1;
    here = cell;
    here.link.tabIndex = 0;
  }

  function next([dx, dy]) {
    // What lies aside counts half again: so the next row comes before the one after it, and a row is kept to.
    const far = (cell) => {
      const along = (cell.x - here.x) * dx + (cell.y - here.y) * dy;
      const aside = Math.abs((cell.x - here.x) * dy + (cell.y - here.y) * dx);
      return along > 0 ? along + 1.5 * aside : Infinity;
    };
    const best = cells.reduce((a, b) => (far(b) < far(a) ? b : a));
    return far(best) < Infinity ? best : here;
  }

  // On the drawing itself, listeners to focus would make it a tab stop (SVG 1.1 in Chromium).
  const around = map.parentElement;
  take(here);
  around.addEventListener("keydown", (event) => {
    if (!ways[event.key] || !map.contains(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    take(next(ways[event.key]));
    here.link.focus();
  });
  around.addEventListener("focusin", (event) => {
    const link = event.target.closest("#map a"), cell = cells.find((one) => one.link === link);
    if (cell) { take(cell); tell(link); at.append(". Arrow keys lead to the others."); }
  });
  around.addEventListener("pointerover", (event) => {
    const link = event.target.closest("#map a");
    if (link) tell(link);
  });
})();
