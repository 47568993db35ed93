// Loss avoided per dollar of each measure, with its cost. On a narrow page names stand above their bars, and zero is not drawn through them.
DRAW.dollar = (data, width) => {
  const svg = sheet(width, 40);
  const narrow = width < 620;
  const names = narrow ? 0 : Math.min(width * 0.42, 16 + Math.max(...data.bars.map((b) => wide(b.name, true))));
  const texts = Math.max(...data.bars.map((b) => wide(b.text)));
  const low = Math.min(0, ...data.bars.map((b) => b.value));
  const high = Math.max(0, ...data.bars.map((b) => b.value));
  const at = scale(low, high, names, width - texts - 14);
  let y = 24;
  write(svg, names, 14, "dollars of loss avoided per dollar · cost of the measure", "soft");
  for (const bar of data.bars) {
    if (narrow) {
      write(svg, 0, y + 12, wrap(bar.name, width, 1, true)[0], "strong halo");
      y += 18;
    } else {
      write(svg, 0, y + 15, wrap(bar.name, names - 14, 1, true)[0], "strong");
    }
    const from = Math.min(at(0), at(bar.value));
    put(svg, "line", { x1: at(0), x2: at(0), y1: narrow ? y : y - 4, y2: narrow ? y + 22 : y + 24, class: "zero" });
    const tip = `${bar.name}: ${bar.text}, ${bar.share} of the loss`;
    put(svg, "rect", { x: from, y: y + 3, width: Math.max(1, Math.abs(at(bar.value) - at(0))), height: 16, rx: 2, class: "c2", "data-tip": tip });
    write(svg, Math.max(at(bar.value), at(0)) + 6, y + 15, bar.text, "plain");
    y += 28;
  }
  resize(svg, width, y + 4);
  return svg;
};
