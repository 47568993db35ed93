// Columns of capacity by region, a step line of what is used, and below them what opens in each period.
DRAW.capacity = (data, width) => {
  const svg = sheet(width, 40);
  const n = data.periods.length;
  const key = data.bars.map((bar) => ({ name: bar.name, mark: swatch(`c${bar.colour}`) }));
  key.push({ name: "used", mark: (p, x, y) => put(p, "line", { x1: x, x2: x + 12, y1: y, y2: y, class: "used" }) });
  let top = legend(svg, key, width) + 26;
  const total = data.periods.map((_, i) => data.bars.reduce((sum, bar) => sum + (bar.values[i] || 0), 0));
  const high = Math.max(...total, ...data.used.map((v) => v || 0)) || 1;
  const tall = 220;
  const marks = ticks(0, high, 4);
  const left = 12 + Math.max(...marks.map((t) => wide(figure(t))));
  const pitch = (width - left) / n;
  const gap = Math.min(8, pitch * 0.2);
  const y = scale(0, Math.max(high, marks[marks.length - 1]), top + tall, top);
  write(svg, 0, top - 14, data.unit, "soft");
  for (const t of marks) {
    put(svg, "line", { x1: left, x2: width, y1: y(t), y2: y(t), class: t === 0 ? "zero" : "hair" });
    write(svg, left - 6, y(t) + 4, figure(t), "soft", "end");
  }
  const column = (i) => left + i * pitch + gap / 2;
  data.periods.forEach((period, i) => {
    let base = 0;
    for (const bar of data.bars) {
      const value = bar.values[i] || 0;
      if (value <= 0) continue;
      const tip = `${period}, ${bar.name}: ${figure(value)} ${data.unit}`;
      put(svg, "rect", { x: column(i), y: y(base + value), width: pitch - gap, height: y(base) - y(base + value), class: `c${bar.colour} edge`, "data-tip": tip });
      base += value;
    }
    const used = data.used[i];
    if (used !== null) {
      const tip = `${period}, used: ${figure(used)} ${data.unit}`;
      put(svg, "line", { x1: column(i) - 2, x2: column(i) + pitch - gap + 2, y1: y(used), y2: y(used), class: "used", "data-tip": tip });
    }
  });
  let bottom = periodLabels(svg, data.periods, column, pitch, gap, top + tall + 16);
  if (data.opens.length) bottom = opens(svg, data, width, column, pitch, gap, left, bottom + 14);
  resize(svg, width, bottom + 6);
  return svg;
};

// Quarters under their columns where there is room, the year once below them.
function periodLabels(svg, periods, column, pitch, gap, y) {
  const parts = periods.map((p) => (/^\d{4}Q\d$/.test(p) ? [p.slice(0, 4), p.slice(4)] : [p, ""]));
  const middle = (i) => column(i) + (pitch - gap) / 2;
  const quarters = parts.some(([, q]) => q) && pitch > wide("Q4") + 2;
  let start = 0;
  parts.forEach(([year, quarter], i) => {
    if (quarters && quarter) write(svg, middle(i), y, quarter, "soft", "middle");
    if (i + 1 < parts.length && parts[i + 1][0] === year) return;
    const x = (middle(start) + middle(i)) / 2;
    const room = (i - start + 1) * pitch;
    const text = wide(year) < room ? year : `’${year.slice(2)}`;
    if (wide(text) < room || (i - start) % 2 === 0) write(svg, x, y + (quarters ? LINE : 0), text, "plain", "middle");
    start = i + 1;
  });
  return y + (quarters ? LINE : 0);
}

function opens(svg, data, width, column, pitch, gap, left, y) {
  const names = ["opens, committed", "opens, listed and built", "listed, not built"];
  const styles = ["c0", "c0 pale", "hollow"];
  const used = [0, 1, 2].filter((k) => data.opens[k].some((v) => v > 0));
  const group = put(svg, "g", { transform: `translate(0 ${y})` });
  const top = y + legend(group, used.map((k) => ({ name: names[k], mark: swatch(styles[k]) })), width) + 6;
  const high = Math.max(...data.periods.map((_, i) => data.opens.reduce((s, row) => s + (row[i] || 0), 0)));
  const tall = 70;
  const size = scale(0, high, 0, tall);
  put(svg, "line", { x1: left, x2: width, y1: top + tall, y2: top + tall, class: "zero" });
  write(svg, left - 6, top + 10, figure(high), "soft", "end");
  put(svg, "line", { x1: left, x2: width, y1: top, y2: top, class: "hair" });
  data.periods.forEach((period, i) => {
    let base = top + tall;
    for (const k of used) {
      const value = data.opens[k][i] || 0;
      if (value <= 0) continue;
      const tip = [`${period}: ${figure(value)} ${data.unit} ${names[k]}`, ...data.told[i]].join("\n");
      base -= size(value);
      put(svg, "rect", { x: column(i), y: base, width: pitch - gap, height: size(value), class: styles[k], "data-tip": tip });
    }
  });
  return top + tall + 4;
}
