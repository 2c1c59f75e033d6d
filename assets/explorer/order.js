// Keeps the table at what the sliders say, however slow the server is. Dash asks at every step of a slider, thirty a
// second while a key is held, and of answers that overlap it may keep one that is not the last. So a step is handed on
// when the slider rests and nothing is being asked.
(() => {
  const PAUSE = 200;
  const LOOK = 40;
  const moved = new Map();
  const ask = window.fetch;
  let asked = 0;
  let timer = 0;

  window.fetch = (...what) => {
    asked += 1;
    return ask(...what).finally(() => (asked -= 1));
  };

  function look() {
    timer = 0;
    const rested = [...moved].find(([, when]) => performance.now() - when >= PAUSE);
    if (rested && !asked) {
      moved.delete(rested[0]);
      rested[0].dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (moved.size) timer = setTimeout(look, LOOK);
  }

  function hold(event) {
    if (event.target.type !== "range" || !event.isTrusted) return;
    event.stopImmediatePropagation();
    if (event.type === "input") moved.set(event.target, performance.now());
    if (moved.size && !timer) timer = setTimeout(look, LOOK);
  }

  // Dash puts a field that is left back to what it last heard of it: that a slider is left is no news to it.
  for (const kind of ["input", "change", "blur", "focusout"]) document.addEventListener(kind, hold, true);
})();
