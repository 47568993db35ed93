// Share of what users want and lack over the weeks: the uncoordinated case upward, the coordinated one downward; a case that was not run
// takes no room.
DRAW.weeks = (data, width) => {
  const svg = sheet(width, 40);
  const left = 46;
  const right = width - 12;
  const half = Math.max(110, Math.min(170, width / 4));
  const sides = data.halves.map((h) => (h.name === "uncoordinated" ? -1 : 1));
  const top = 30;
  const middle = top + (sides.includes(-1) ? half : 0);
  const bottom = middle + (sides.includes(1) ? half : 0);
  const most = Math.max(0.01, ...data.halves.flatMap((h) => h.band.map((p) => p[2])));
  const x = scale(0, data.weeks, left, right);
  const steps = ticks(0, most, 4).filter((t) => t > 0 && t <= most);
  for (const t of steps) {
    for (const y of sides.map((side) => middle + (side * t * half) / most)) {
      put(svg, "line", { x1: left, x2: right, y1: y, y2: y, class: "hair" });
      write(svg, left - 6, y + 4, `${figure(100 * t)} %`, "soft", "end");
    }
  }
  data.halves.forEach((each, k) => {
    const sign = sides[k];
    const y = (v) => middle + (sign * v * half) / most;
    const at = (i) => x(Math.min(i * each.step, data.weeks));
    const line = (q) => each.band.map((p, i) => `${at(i)},${y(p[q])}`);
    const area = `M${line(2).join("L")}L${line(0).reverse().join("L")}Z`;
    const colour = sign < 0 ? "c1" : "c0";
    put(svg, "path", { d: area, class: colour, opacity: 0.35 });
    put(svg, "path", { d: `M${line(1).join("L")}`, class: "range", fill: "none" });
    each.band.forEach((p, i) => {
      const tip = `${each.name}, week ${figure(i * each.step)}: ${figure(100 * p[1])} % (${figure(100 * p[0])} to ${figure(100 * p[2])} %)`;
      const wide = Math.max(1, at(i + 1) - at(i));
      put(svg, "rect", { x: at(i), y: sign < 0 ? top : middle, width: wide, height: half, fill: "transparent", "data-tip": tip });
    });
    write(svg, right, sign < 0 ? top + 14 : bottom - 6, each.name, "strong halo", "end");
  });
  put(svg, "line", { x1: left, x2: right, y1: middle, y2: middle, class: "zero" });
  for (const t of ticks(0, data.weeks, Math.max(3, Math.floor(width / 110)))) {
    if (t <= data.weeks) write(svg, x(t), bottom + 18, figure(t), "soft", "middle");
  }
  write(svg, 2, 14, "share lacking", "soft");
  write(svg, right, bottom + 34, "weeks from the start", "soft", "end");
  resize(svg, width, bottom + 42);
  return svg;
};
