// Draws the charts in the colours of the reader's theme, and in the light ones on paper.
(() => {
  const held = JSON.parse(document.getElementById("figures").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let printing = false;
  const draw = () => {
    const colours = held.palettes[dark.matches && !printing ? "dark" : "light"];
    held.figures.forEach((figure, i) => {
      const spec = JSON.parse(JSON.stringify(figure).replace(/#0000\d\d/g, (slot) => colours[slot] || slot));
      Plotly.react(document.getElementById("chart-" + i), spec.data, spec.layout, {displayModeBar: false, responsive: true});
    });
  };
  dark.addEventListener("change", draw);
  addEventListener("beforeprint", () => { printing = true; draw(); });
  addEventListener("afterprint", () => { printing = false; draw(); });
  draw();
})();
