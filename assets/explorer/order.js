// Keeps the table at what the sliders say, however slow the server is. Dash asks at every step of a slider, thirty a
// second while a key is held, and of answers that overlap it may keep one that is not the last. So a step is handed on
// when the slider rests and nothing is being asked. Meanwhile Dash may draw the slider anew, as it last heard of it: a
// step is handed on until it stands.
(() => {
  const PAUSE = 200;
  const LOOK = 40;
  const MOST = 5; // times that one step is told
  const steps = new Map(); // id of a slider -> what it was moved to, when that was said last, and how often Dash was told
  const ask = window.fetch;
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  let asked = 0;
  let timer = 0;

  window.fetch = (...what) => {
    asked += 1;
    return ask(...what).finally(() => (asked -= 1));
  };

  function stands(slider, step) {
    return !slider || slider.disabled || step.told === MOST || (step.told > 0 && slider.value === step.value);
  }

  function look() {
    timer = 0;
    const rested = asked ? [] : [...steps].filter(([, step]) => performance.now() - step.when >= PAUSE);
    for (const [id, step] of rested) {
      const slider = document.getElementById(id);
      if (stands(slider, step)) {
        steps.delete(id);
        continue;
      }
      set.call(slider, step.value);
      Object.assign(step, { when: performance.now(), told: step.told + 1 });
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      break;
    }
    wait();
  }

  function wait() {
    if (steps.size && !timer) timer = setTimeout(look, LOOK);
  }

  function hold(event) {
    const { target, type } = event;
    if (target.type !== "range" || !event.isTrusted) return;
    event.stopImmediatePropagation();
    if (type === "input") steps.set(target.id, { value: target.value, when: performance.now(), told: 0 });
    wait();
  }

  // What is pressed, or an address gone back to, may move sliders itself; one puts all of them back.
  function release(event) {
    const pressed = event.type === "click" ? event.target.closest("button") : document;
    for (const [id, step] of steps) if (pressed && (step.told > 0 || pressed.id === "reset")) steps.delete(id);
  }

  // Dash puts a field that is left back to what it last heard of it: that a slider is left is no news to it.
  for (const kind of ["input", "change", "blur", "focusout"]) document.addEventListener(kind, hold, true);
  document.addEventListener("click", release, true);
  window.addEventListener("popstate", release);
})();
