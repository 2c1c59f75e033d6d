// Saves the chart that is drawn as a picture. Plotly is there as soon as a chart is.
document.addEventListener("click", event => {
  const button = event.target.closest("[data-picture]");
  const chart = document.querySelector("#graph .js-plotly-plot");
  if (!button || !chart) return;
  Plotly.downloadImage(chart, {
    format: button.dataset.picture,
    filename: button.dataset.name,
    width: Math.max(900, chart.clientWidth),
    height: chart.clientHeight,
    scale: button.dataset.picture === "png" ? 2 : 1,
  });
});
