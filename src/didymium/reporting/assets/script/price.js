// Price intervals on a scale that holds fractions of a dollar and thousands; below zero too, since a surplus costs money.
DRAW.price = (data, width) => {
  const svg = sheet(width, 40);
  const lines = data.lines.filter((line) => line.value !== null && line.low !== null && line.high !== null);
  const key = [];
  if (lines.some((l) => !l.calibrated)) key.push({ name: "found by the plan", mark: (p, x, y) => put(p, "circle", { cx: x + 6, cy: y, r: 4.5, class: "c0" }) });
  if (lines.some((l) => l.calibrated)) key.push({ name: "calibrated: set by a fitted curve", mark: (p, x, y) => put(p, "circle", { cx: x + 6, cy: y, r: 4.5, class: "hollow" }) });
  if (lines.some((l) => l.open)) key.push({ name: "only a lower bound", mark: (p, x, y) => put(p, "path", { d: `M${x},${y}h8m-4,-4l4,4l-4,4`, class: "arrow" }) });
  const narrow = width < 620;
  const squeeze = (v) => Math.sign(v) * Math.log10(1 + Math.abs(v));
  const low = Math.min(0, ...lines.map((l) => l.low));
  const high = Math.max(1, ...lines.map((l) => l.high));
  for (const line of lines) line.text = line.text.replace(/(^|to |least )-/g, "$1−");
  const names = Math.max(...lines.map((l) => wide(l.label, true)));
  const places = Math.max(...lines.map((l) => wide(l.place)));
  const texts = Math.max(...lines.map((l) => wide(l.text)));
  const left = narrow ? 8 : Math.min(width * 0.4, names + places + 34);
  const right = narrow ? width - 18 : width - texts - 18;
  const at = (v) => scale(squeeze(low), squeeze(high), left, right)(squeeze(v));
  const top = legend(svg, key, width) + 30;
  write(svg, narrow ? 0 : left, top - 20, `${data.unit}, compressed scale`, "soft");
  const grid = put(svg, "g", {});
  let y = top + 4;
  let before = "";
  for (const line of lines) {
    if (line.label !== before && before) y += 6;
    const tall = narrow ? 40 : 22;
    const middle = narrow ? y + 25 : y + 11;
    const fresh = line.label !== before || narrow;
    before = line.label;
    if (narrow) {
      const text = write(svg, 0, y + 12, "", "halo");
      put(text, "tspan", { class: "strong" }, `${line.label} `);
      put(text, "tspan", { class: "soft" }, wrap(line.place, width - wide(line.label, true) - wide(line.text) - 24, 1)[0]);
      write(svg, width, y + 12, line.text, "plain halo", "end");
    } else {
      if (fresh) write(svg, 0, middle + 4, wrap(line.label, left - places - 24, 1, true)[0], "strong");
      write(svg, left - 14, middle + 4, wrap(line.place, left * 0.6, 1)[0], "soft", "end");
      write(svg, width, middle + 4, line.text, "plain", "end");
    }
    const tip = `${line.label}, ${line.place}: ${line.text} ${data.unit}${line.calibrated ? ", calibrated" : ""}`;
    put(svg, "line", { x1: left, x2: right, y1: middle, y2: middle, class: "hair" });
    put(svg, "line", { x1: at(line.low), x2: line.open ? right : at(line.high), y1: middle, y2: middle, class: line.open ? "range open" : "range", "data-tip": tip });
    if (line.open) put(svg, "path", { d: `M${right - 7},${middle - 5}l7,5l-7,5`, class: "arrow" });
    put(svg, "circle", { cx: at(line.value), cy: middle, r: 4.5, class: line.calibrated ? "hollow" : "c0", "data-tip": tip });
    y += tall;
  }
  const steps = [-1000, -100, -10, -1, 0, 1, 10, 100, 1000, 10000, 100000].filter((t) => t >= low && t <= high);
  let edge = -1e9;
  for (const t of steps) {
    put(grid, "line", { x1: at(t), x2: at(t), y1: top, y2: y, class: t === 0 ? "zero" : "hair" });
    const text = figure(t);
    if (at(t) - wide(text) / 2 < edge + 6) continue;
    write(grid, at(t), top - 3, text, "soft", "middle");
    edge = at(t) + wide(text) / 2;
  }
  resize(svg, width, y + 8);
  return svg;
};
