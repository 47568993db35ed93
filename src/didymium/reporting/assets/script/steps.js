// McCabe and Thiele's steps of two elements: each stage a point of equilibrium, each pair of stages a point of operation.
DRAW.steps = (data, width) => {
  const svg = sheet(width, 40);
  const odds = data.scale === "odds";
  const points = data.points.filter(([x, y]) => x !== null && y !== null && x > 0 && y < 1);
  const turn = (v) => (odds ? Math.log10(v / (1 - v)) : v);
  const back = (t) => (odds ? 1 / (1 + 10 ** -t) : t);
  const values = points.flat();
  const low = odds ? Math.floor(Math.min(...values.map(turn)) * 2) / 2 : 0;
  const high = odds ? Math.ceil(Math.max(...values.map(turn)) * 2) / 2 : 1;
  const name = (v) => {
    const near = Math.min(v, 1 - v);
    const places = Math.max(0, Math.ceil(-Math.log10(near) - 2 + 1e-9));
    if (places <= 4) return `${(100 * v).toFixed(places)} %`;
    const small = `${(100 * near).toExponential(places > 12 ? 0 : 1).replace(".0e", "e").replace("e-", "e−")} %`;
    return near === v ? small : `100 % − ${small}`;
  };
  const marks = odds ? ticks(low, high, 6).map(back) : ticks(0, 1, 5);
  const label = (v) => (odds ? name(v) : `${Math.round(100 * v)} %`);
  const left = Math.max(62, ...marks.map((v) => wide(label(v)) + 10));
  const side = Math.max(200, Math.min(520, width - left - 12));
  const top = 10;
  const x = (v) => scale(low, high, left, left + side)(turn(v));
  const y = (v) => scale(low, high, top + side, top)(turn(v));
  let taken = -Infinity; // right edge of the last name below
  for (const v of marks) {
    put(svg, "line", { x1: left, x2: left + side, y1: y(v), y2: y(v), class: "hair" });
    put(svg, "line", { x1: x(v), x2: x(v), y1: top, y2: top + side, class: "hair" });
    write(svg, left - 6, y(v) + 4, label(v), "soft", "end");
    const half = wide(label(v)) / 2 + 4;
    if (x(v) - half < taken || x(v) + half > width) continue;
    write(svg, x(v), top + side + 16, label(v), "soft", "middle");
    taken = x(v) + half;
  }
  put(svg, "line", { x1: left, y1: top + side, x2: left + side, y2: top, class: "zero" });
  if (data.beta) {
    let path = "";
    for (let i = 0; i <= 80; i += 1) {
      const v = back(low + ((high - low) * (i + 0.5)) / 81);
      const w = (data.beta * v) / (1 + (data.beta - 1) * v);
      if (turn(w) <= high) path += `${path ? "L" : "M"}${x(v).toFixed(1)},${y(w).toFixed(1)}`;
    }
    put(svg, "path", { d: path, class: "line k0", "data-tip": `equilibrium, separation factor ${figure(data.beta)}` });
  }
  let steps = "";
  points.forEach(([px, py], j) => {
    steps += `${j ? "L" : "M"}${x(px).toFixed(1)},${y(py).toFixed(1)}`;
    if (j + 1 < points.length) steps += `L${x(points[j + 1][0]).toFixed(1)},${y(py).toFixed(1)}`;
  });
  put(svg, "path", { d: steps, class: "line k1" });
  points.forEach(([px, py], j) => {
    const fed = j + 1 === data.feed;
    put(svg, "circle", { cx: x(px), cy: y(py), r: fed ? 5 : 2.2, class: fed ? "ring" : "c0", "data-tip": `stage ${j + 1}${fed ? ", feed" : ""}: ${name(px)} in the aqueous, ${name(py)} in the organic` });
  });
  const words = `share of ${data.heavy} of ${data.heavy} + ${data.light} in the aqueous, upwards in the organic; the ring is the feed stage`;
  const lines = wrap(words, width - 4, 4);
  lines.forEach((line, i) => write(svg, 0, top + side + 34 + i * LINE, line, "soft"));
  resize(svg, width, top + side + 26 + lines.length * LINE);
  return svg;
};
