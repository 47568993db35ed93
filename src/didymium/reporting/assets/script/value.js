// Small columns over the years for each earner, on one scale per panel: per kg of product, and in all.
DRAW.value = (data, width) => {
  const svg = sheet(width, 40);
  const panels = [];
  if (data.perkg) panels.push({ key: "perkg", title: "USD per kg of product" });
  panels.push({ key: "usd", title: "Million USD" });
  const narrow = width < 620;
  const names = narrow ? 0 : Math.min(220, 16 + Math.max(...data.series.map((s) => wide(s.name, true))));
  const share = (width - names) / panels.length;
  const number = 8 + Math.max(...data.series.flatMap((s) => panels.map((p) => Math.max(...s[p.key].map((v) => (v === null ? 0 : wide(figure(v))))))));
  const tall = 44;
  const first = data.years[0];
  const last = data.years[data.years.length - 1];
  panels.forEach((panel, k) => {
    const values = data.series.flatMap((s) => s[panel.key]).filter((v) => v !== null);
    panel.low = Math.min(0, ...values);
    panel.high = Math.max(0, ...values);
    panel.x = names + k * share;
    panel.room = panel.key === "usd" && !narrow ? Math.max(...data.series.map((s) => wide(` · ${s.share}`))) : 0;
    panel.size = Math.min(420, share - 20 - 2 * number - panel.room);
    write(svg, panel.x, 14, panel.title, "strong");
    const span = data.years.length > 1 ? `${first} to ${last}` : first;
    write(svg, panel.x, 14 + LINE, panel.key === "usd" && !narrow ? `${span}, share of ${last}` : span, "soft");
  });
  let y = 44;
  for (const series of data.series) {
    if (narrow) {
      write(svg, 0, y + 12, wrap(series.name, width, 1, true)[0], "strong halo");
      y += 18;
    } else {
      const lines = wrap(series.name, names - 14, 2, true);
      lines.forEach((text, i) => write(svg, 0, y + tall / 2 + 4 + (i - (lines.length - 1) / 2) * LINE, text, "strong"));
    }
    for (const panel of panels) strip(svg, panel, series, data.years, number, y, tall);
    y += tall + 10;
    put(svg, "line", { x1: 0, x2: width, y1: y - 5, y2: y - 5, class: "hair" });
  }
  resize(svg, width, y + 4);
  return svg;
};

function strip(svg, panel, series, years, number, y, tall) {
  const values = series[panel.key];
  const known = values.filter((v) => v !== null);
  if (!known.length) return;
  const at = scale(panel.low, panel.high, y + tall - 4, y + 4);
  const pitch = panel.size / years.length;
  const left = panel.x + number;
  put(svg, "line", { x1: left, x2: left + panel.size, y1: at(0), y2: at(0), class: "zero" });
  values.forEach((value, i) => {
    if (value === null) return;
    const top = Math.min(at(value), at(0));
    const size = Math.max(1, Math.abs(at(value) - at(0)));
    const tip = `${series.name}, ${years[i]}: ${figure(value)} ${panel.title.replace("Million", "million")}`;
    put(svg, "rect", { x: left + i * pitch + 1, y: top, width: Math.max(1, pitch - 2), height: size, class: `c${series.colour}`, "data-tip": tip });
  });
  const middle = y + tall / 2 + 4;
  write(svg, left - 6, middle, figure(known[0]), "soft", "end");
  const last = values.length > 1 ? write(svg, left + panel.size + 6, middle, figure(known[known.length - 1]), "plain") : null;
  if (last && panel.room && series.share) put(last, "tspan", { class: "soft" }, ` · ${series.share}`);
}
