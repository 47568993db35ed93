// A value month by month, its limits dashed; months beyond them ringed.
DRAW.control = (data, width) => {
  const svg = sheet(width, 40);
  const known = data.values.filter((v) => v !== null);
  const limits = [data.low, data.high].filter((v) => v !== null);
  const most = Math.max(0, ...known, ...limits);
  const least = Math.min(0, ...known, ...limits);
  const steps = ticks(least, most, 4);
  const left = 12 + Math.max(...steps.map((t) => wide(figure(t))));
  const right = width - 14;
  const heads = wrap(data.unit, width - 4, 3);
  const top = 12 + heads.length * LINE;
  const bottom = top + Math.max(150, Math.min(220, width / 4));
  const y = scale(least, most + 0.05 * (most - least), bottom, top);
  const x = scale(0, Math.max(1, data.values.length - 1), left + 6, right - 6);
  heads.forEach((line, i) => write(svg, 0, 14 + i * LINE, line, "soft"));
  for (const t of steps) {
    put(svg, "line", { x1: left, x2: right, y1: y(t), y2: y(t), class: t === 0 ? "zero" : "hair" });
    write(svg, left - 6, y(t) + 4, figure(t), "soft", "end");
  }
  for (const limit of limits) {
    put(svg, "line", { x1: left, x2: right, y1: y(limit), y2: y(limit), class: "k1 open" });
    write(svg, right, y(limit) - 5, "limit", "soft halo", "end");
  }
  const path = data.values.map((v, i) => (v === null ? "" : `${i && data.values[i - 1] !== null ? "L" : "M"}${x(i)},${y(v)}`)).join("");
  put(svg, "path", { d: path, class: "line k0" });
  data.values.forEach((v, i) => {
    if (v === null) return;
    const out = (data.high !== null && v > data.high) || (data.low !== null && v < data.low);
    put(svg, "circle", { cx: x(i), cy: y(v), r: out ? 4.5 : 2.5, class: out ? "c1" : "c0", "data-tip": `${data.labels[i]}: ${figure(v)} ${data.unit}${out ? ", beyond the limit" : ""}` });
  });
  let taken = -10;
  data.labels.forEach((name, i) => {
    const half = wide(name) / 2;
    const at = Math.min(Math.max(x(i), half), width - half);
    if (at - half < taken + 10) return;
    write(svg, at, bottom + 18, name, "soft", "middle");
    taken = at + half;
  });
  resize(svg, width, bottom + 28);
  return svg;
};
