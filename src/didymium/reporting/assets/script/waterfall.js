// From a total, step by step, to a total: floating bars on one scale, thin lines carry the level on.
DRAW.waterfall = (data, width) => {
  const svg = sheet(width, 40);
  const narrow = width < 620;
  const names = narrow ? 0 : Math.min(width * 0.4, 16 + Math.max(...data.bars.map((b) => wide(b.name, true))));
  const texts = Math.max(...data.bars.map((b) => wide(b.text))) + 12;
  const ends = data.bars.flatMap((b) => [b.from, b.to]);
  const at = scale(Math.min(0, ...ends), Math.max(0, ...ends), names + texts, width - texts);
  const style = { total: "c0", up: "c2", down: "c1" };
  const pitch = narrow ? 48 : 32;
  let y = 24;
  write(svg, names + texts, 14, data.unit, "soft");
  data.bars.forEach((bar, i) => {
    const top = narrow ? y + 20 : y + 4;
    const left = Math.min(at(bar.from), at(bar.to));
    const size = Math.max(1, Math.abs(at(bar.to) - at(bar.from)));
    if (narrow) write(svg, 0, y + 14, wrap(bar.name, width, 1, true)[0], "strong halo");
    else write(svg, 0, y + 18, wrap(bar.name, names - 14, 1, true)[0], "strong");
    put(svg, "rect", { x: left, y: top, width: size, height: 20, rx: 2, class: style[bar.kind], "data-tip": `${bar.name}: ${bar.text} ${data.unit}` });
    if (bar.kind === "down") write(svg, left - 6, top + 14, bar.text, "plain halo", "end");
    else write(svg, left + size + 6, top + 14, bar.text, "plain halo");
    if (i + 1 < data.bars.length) put(svg, "line", { x1: at(bar.to), x2: at(bar.to), y1: top + 20, y2: top + pitch, class: "zero" });
    y += pitch;
  });
  put(svg, "line", { x1: at(0), x2: at(0), y1: 20, y2: y, class: "zero" });
  resize(svg, width, y + 4);
  return svg;
};
