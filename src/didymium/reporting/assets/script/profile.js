// Elements over the stages on a logarithmic scale; the feed stage is marked. Names stand where their lines end.
DRAW.profile = (data, width) => {
  const svg = sheet(width, 40);
  const stages = data.lines[0].values.length;
  const all = data.lines.flatMap((l) => l.values).filter((v) => v !== null && v > 0);
  const high = Math.ceil(Math.log10(Math.max(...all)) + 1e-9);
  const low = Math.min(high - 1, Math.floor(Math.log10(Math.min(...all))));
  const names = Math.max(...data.lines.map((l) => wide(l.name, true))) + 10;
  const left = 48;
  const right = width - names;
  const top = 26;
  const bottom = top + Math.max(240, Math.min(420, width * 0.5));
  const x = scale(1, Math.max(2, stages), left, right);
  const y = (v) => scale(low, high, bottom, top)(Math.log10(v));
  write(svg, 0, 12, `${data.unit}, logarithmic`, "soft");
  const every = Math.ceil((high - low) / 9);
  for (let d = low; d <= high; d += every) {
    put(svg, "line", { x1: left, x2: right, y1: y(10 ** d), y2: y(10 ** d), class: "hair" });
    const text = write(svg, left - 8, y(10 ** d) + 4, d >= -2 && d <= 3 ? figure(10 ** d) : "10", "soft", "end");
    if (d < -2 || d > 3) put(text, "tspan", { dy: -5, "font-size": 9 }, String(d).replace("-", "−"));
  }
  for (const t of ticks(1, stages, Math.max(3, Math.floor(width / 110))).filter((s) => Number.isInteger(s))) {
    put(svg, "line", { x1: x(t), x2: x(t), y1: bottom, y2: bottom + 4, class: "zero" });
    write(svg, x(t), bottom + 17, figure(t), "soft", "middle");
  }
  write(svg, left, bottom + 32, "raffinate end, stage 1", "soft");
  write(svg, right, bottom + 32, `extract end, stage ${stages}`, "soft", "end");
  put(svg, "line", { x1: x(data.feed), x2: x(data.feed), y1: top, y2: bottom, class: "zero open" });
  write(svg, x(data.feed), top - 4, "feed", "soft halo", "middle");
  if (data.strip) {
    put(svg, "line", { x1: x(data.strip), x2: x(data.strip), y1: top, y2: bottom, class: "zero open" });
    write(svg, x(data.strip), top - 4, "strip", "soft halo", "middle");
  }
  const labels = [];
  data.lines.forEach((line, i) => {
    const style = `line k${i % 7}${i >= 7 ? " open" : ""}`;
    let path = "";
    let last = null;
    line.values.forEach((v, j) => {
      if (v === null || v <= 0) {
        last = null;
        return;
      }
      path += `${last === null ? "M" : "L"}${x(j + 1).toFixed(1)},${y(v).toFixed(1)}`;
      last = [x(j + 1), y(v)];
      labels[i] = { name: line.name, at: last, colour: i % 7 };
    });
    if (path) put(svg, "path", { d: path, class: style, "data-tip": line.name });
  });
  const kept = labels.filter(Boolean).sort((a, b) => a.at[1] - b.at[1]);
  let edge = top - LINE;
  const inner = []; // names that stand already: from, row, to
  kept.forEach((label) => {
    const atEnd = label.at[0] > right - 30;
    const from = atEnd ? right + 8 : label.at[0] + 4;
    let row = atEnd ? Math.max(edge + 13, label.at[1] + 4) : label.at[1] - 4;
    if (atEnd) edge = row;
    else while (inner.some(([a, b, c]) => Math.abs(b - row) < 13 && a < from + wide(label.name, true) && from < c)) row += 1;
    inner.push([from, row, from + wide(label.name, true)]);
    write(svg, from, row, label.name, `strong halo f${label.colour}`);
  });
  resize(svg, width, Math.max(bottom + 40, edge + 10));
  return svg;
};
