// What axe leaves open: pictures and their text, tables, headings. Gives a list of faults in words; empty is good.
() => {
  const faults = [], main = document.querySelector("[data-testid=stMain]") || document.body;
  const short = text => (text || "").trim().replace(/\s+/g, " ").slice(0, 60);
  const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().width > 0;

  const titles = [...document.querySelectorAll("h1")].filter(shown);
  if (titles.length !== 1) faults.push(`${titles.length} headings of the first level: ${titles.map(h => short(h.textContent)).join(" | ")}`);
  let level = 0;
  for (const heading of [...main.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown)) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) faults.push(`heading "${short(heading.textContent)}" of level ${own} after one of level ${level}`);
    level = own;
  }
  for (const table of document.querySelectorAll(".tl table")) {
    const name = short(table.caption?.textContent) || short(table.textContent);
    if (!short(table.caption?.textContent)) faults.push(`table without a caption: ${name}`);
    if ([...table.querySelectorAll("th")].some(cell => !cell.scope)) faults.push(`heading without a scope in: ${name}`);
    for (const row of table.tBodies[0].rows) for (const cell of row.cells) {
      const over = table.tHead.rows[0].cells[cell.cellIndex];
      if (cell.cellIndex && short(cell.textContent) && !short(over?.textContent)) faults.push(`nothing heads "${short(cell.textContent)}" in: ${name}`);
    }
  }

  // sRGB as the browser gives it, with its opacity
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], ground, share = 1) => [r, g, b].map((c, i) => c * a * share + ground[i] * (1 - a * share));
  const luminance = colour => colour.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const opacity = (element, end) => {
    let share = 1;
    for (let e = element; e && e !== end; e = e.parentElement) share *= Number(getComputedStyle(e).opacity);
    return share;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0.99) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const inside = (shape, x, y) => {
    const box = shape.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    const matrix = shape.getScreenCTM();
    return matrix ? shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse())) : false;
  };
  // the picture's figures in words or as a file; a slide's are in the reports
  const charts = document.querySelectorAll("[data-testid=stPlotlyChart]").length;
  if (charts && !document.querySelector(".st-key-stage, .tl table, [data-testid=stDownloadButton], .st-key-guide_figures"))
    faults.push("no table, file or line with the figures of the charts");
  let judged = 0, seen = 0;      // a chart in a closed fold is not seen
  for (const chart of document.querySelectorAll("[data-testid=stPlotlyChart]")) {
    const figure = chart.closest("[role=figure], [role=img]") || chart.querySelector("[role=figure], [role=img]");
    const said = short(figure?.getAttribute("aria-label"));
    if (said.length < 15) faults.push(`chart without an alternative text: "${said}"`);
    const page = ground(chart);
    seen += shown(chart);
    const shapes = [...chart.querySelectorAll("svg path, svg rect")].filter(s => !s.closest("defs, clipPath, .hoverlayer"));
    for (const text of chart.querySelectorAll("svg text")) {
      if (text.closest(".hoverlayer") || !short(text.textContent) || !shown(text)) continue;
      const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
      let under = page;
      for (const shape of shapes) {
        if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) || !inside(shape, x, y)) continue;
        const style = getComputedStyle(shape);
        if (style.fill !== "none" && !style.fill.startsWith("url")) under = over(rgba(style.fill), under, Number(style.fillOpacity) * opacity(shape, chart));
      }
      // each run of letters in its own colour: a label may begin with a square in the colour of what it names
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!/[\p{L}\p{N}]/u.test(node.data)) continue;
        const style = getComputedStyle(node.parentElement), size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const held = contrast(over(rgba(style.fill), under, Number(style.fillOpacity) * opacity(text, chart)), under);
        judged += 1;
        if (held < (large ? 3 : 4.5) - 0.005) faults.push(`"${short(node.data)}" has ${held.toFixed(2)} : 1 in the chart "${said}"`);
      }
    }
  }
  if (seen && !judged) faults.push("no text of any chart was judged");
  return { faults };
}
