// Signed errors by series: in fit, out of fit, and "as before". What lies outside the scale stands at its edge with its value.
DRAW.backcast = (data, width) => {
  const svg = sheet(width, 40);
  const errors = data.lines.flatMap((line) => (line.points || []).map((p) => Math.abs(p.at))).sort((a, b) => a - b);
  const usual = errors[Math.floor(0.8 * (errors.length - 1))] || 10;
  const edge = Math.max(20, Math.ceil(Math.min(usual * 1.25, 100) / 10) * 10);
  const all = data.lines.flatMap((line) => line.points || []);
  const marks = [
    ["in", "model, year in fit"],
    ["out", "model, year out of fit"],
    ["naive", "“as before”"],
  ].filter(([mark]) => all.some((p) => p.mark === mark));
  const key = marks.map(([mark, name]) => ({ name, mark: (parent, x, y) => dot(parent, x + 6, y, mark, "c0") }));
  if (data.lines.some((line) => line.limit)) key.push({ name: "limit set beforehand", mark: swatch("limit") });
  const narrow = width < 620;
  const left = narrow ? 0 : Math.min(300, 16 + Math.max(...data.lines.map((line) => wide(line.label || ""))));
  const beyond = Math.max(0, ...all.filter((p) => Math.abs(p.at) > edge).map((p) => wide(percent(p.at)) + 12));
  const side = Math.max(beyond, wide("+100 %") / 2);
  const at = scale(-edge, edge, left + side, width - side);
  let y = legend(svg, key, width) + 10;
  const axisTop = y + 16;
  for (const t of ticks(-edge, edge, narrow ? 4 : 8)) {
    write(svg, at(t), y + 8, percent(t), "soft", "middle");
  }
  y = axisTop;
  const grid = put(svg, "g", {});
  for (const line of data.lines) {
    if (line.head) {
      y += 26;
      const lines = wrap(line.head, width, 2, true);
      lines.forEach((text, i) => write(svg, 0, y + i * LINE, text, "strong halo"));
      y += (lines.length - 1) * LINE + 6;
      continue;
    }
    const labels = wrap(line.label, narrow ? width : left - 10, narrow ? 1 : 2);
    const tall = narrow ? 42 : Math.max(24, labels.length * LINE + 6);
    const middle = narrow ? y + 26 : y + tall / 2;
    labels.forEach((text, i) => write(svg, 0, narrow ? y + 12 : middle + 4 + (i - (labels.length - 1) / 2) * LINE, text, "plain halo"));
    put(svg, "line", { x1: at(-edge), x2: at(edge), y1: middle, y2: middle, class: "hair" });
    if (line.limit) {
      const reach = Math.min(100 * line.limit, edge);
      put(svg, "rect", { x: at(-reach), y: middle - 7, width: at(reach) - at(-reach), height: 14, rx: 3, class: "limit" });
    }
    for (const point of line.points) {
      const outside = Math.abs(point.at) > edge;
      const x = at(Math.max(-edge, Math.min(edge, point.at)));
      dot(svg, x, middle, point.mark, line.test ? "c0" : "c7", point.text);
      if (!outside) continue;
      const same = line.points.filter((p) => Math.abs(p.at) > edge && Math.sign(p.at) === Math.sign(point.at));
      if (same[0] !== point) continue;
      const most = same.reduce((a, b) => (Math.abs(b.at) > Math.abs(a.at) ? b : a));
      write(svg, point.at > 0 ? x + 9 : x - 9, middle + 4, percent(most.at), "soft", point.at > 0 ? "start" : "end");
    }
    y += tall;
  }
  for (const t of ticks(-edge, edge, narrow ? 4 : 8)) {
    put(grid, "line", { x1: at(t), x2: at(t), y1: axisTop, y2: y + 4, class: t === 0 ? "zero" : "hair" });
  }
  resize(svg, width, y + 12);
  return svg;
};

function percent(value) {
  return value === 0 ? "0" : `${value > 0 ? "+" : ""}${figure(value)} %`;
}

function dot(parent, x, y, mark, colour, tip) {
  if (mark === "naive") return put(parent, "circle", { cx: x, cy: y, r: 4.5, class: "hollow", "data-tip": tip });
  if (mark === "out") return put(parent, "path", { d: `M${x - 6},${y}l6,-6l6,6l-6,6z`, class: colour, "data-tip": tip });
  return put(parent, "circle", { cx: x, cy: y, r: 4.5, class: `${colour} pale`, "data-tip": tip });
}
