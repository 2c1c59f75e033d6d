// Keeps the address bar at the link to what is shown, so that it can be kept, sent on and loaded again as it stands.
(() => {
  const WAIT = 300;
  let timer;

  // A browser refuses an address that changes a hundred times in half a minute, as a slider that is drawn changes it.
  function keep() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const link = document.getElementById("link");
      if (link) history.replaceState(history.state, "", link.getAttribute("href") + location.hash);
    }, WAIT);
  }

  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.id === "link")) keep();
  }).observe(document.querySelector(".explorer"), { subtree: true, attributes: true, attributeFilter: ["href"] });
})();
