// One element through the chain. Wide: columns from left to right; narrow: one stage under the other.
DRAW.sankey = (data, width) => {
  const svg = sheet(width, 40);
  if (!data.nodes.length) return svg;
  const bands = data.bands.map(([source, target, tonnes, back]) => ({ source, target, tonnes, back }));
  const nodes = data.nodes.map((node, i) => ({
    ...node,
    out: bands.filter((b) => b.source === i),
    into: bands.filter((b) => b.target === i),
  }));
  for (const node of nodes) {
    const sum = (list) => list.reduce((total, b) => total + b.tonnes, 0);
    node.size = Math.max(sum(node.out), sum(node.into));
    node.side = node.name.startsWith("back ") || node.name.startsWith("unsold");
  }
  const key = data.legend.map((item) => ({ name: `most is in ${item.name}`, mark: swatch(`c${item.colour}`) }));
  if (nodes.some((n) => n.ring)) key.push({ name: "ringed: more than half in one region", mark: ringMark });
  if (bands.some((b) => b.back)) key.push({ name: "loop back", mark: swatch("band back") });
  const top = legend(svg, key, width) + 8;
  const height = width < 720 ? stacked(svg, nodes, bands, width, top) : columned(svg, nodes, bands, width, top);
  resize(svg, width, height);
  return svg;
};

function ringMark(parent, x, y) {
  put(parent, "rect", { x: x + 1, y: y - 6, width: 10, height: 12, rx: 4, class: "ring" });
}

function nodeLabel(node, room) {
  const lines = wrap(node.name, room, 2, true).map((text) => [text, "strong"]);
  lines.push([node.tonnes, "plain"]);
  if (node.holder) lines.push(...wrap(node.holder, room, 2).map((text) => [text, "soft"]));
  return lines;
}

function nodeTip(node) {
  return [node.name, node.tonnes, node.holder].filter(Boolean).join(" · ");
}

function bandTip(nodes, band) {
  return `${nodes[band.source].name} → ${nodes[band.target].name}: ${figure(band.tonnes)} t`;
}

function bandStyle(nodes, band) {
  return band.back ? "band back" : `band ${nodeStyle(nodes[band.source])}`;
}

function nodeStyle(node) {
  return node.colour === null ? "nobody" : `c${node.colour}`;
}

function columned(svg, nodes, bands, width, top) {
  const THICK = 14;
  const GAP = 14;
  const last = Math.max(...nodes.map((n) => n.depth));
  const ends = nodes.filter((n) => n.depth === last).map((n) => Math.max(wide(n.tonnes), Math.min(130, wide(n.holder))));
  const margin = Math.max(...ends, 90);
  const pitch = last ? (width - margin - 4) / last : 0;
  const room = (last ? pitch : width) - 10;
  for (const node of nodes) {
    node.label = nodeLabel(node, node.depth === last ? margin : room);
    node.above = node.label.length * LINE + 8;
    node.x = 4 + node.depth * pitch;
  }
  const columns = [];
  for (const node of nodes) (columns[node.depth] = columns[node.depth] || []).push(node);
  const most = Math.max(...columns.map((c) => c.reduce((sum, n) => sum + n.above + GAP, 0)));
  const tall = Math.max(260, most + 150);
  const unit = Math.min(...columns.map((c) => (tall - c.reduce((s, n) => s + n.above + GAP, 0)) / c.reduce((s, n) => s + n.size, 0)));
  for (const column of columns) {
    for (const node of column) {
      const weight = node.into.reduce((s, b) => s + b.tonnes, 0);
      const middle = node.into.reduce((s, b) => s + b.tonnes * (nodes[b.source].y + (nodes[b.source].size * unit) / 2), 0);
      node.wish = node.side ? 1e6 + node.size : weight ? middle / weight : 0;
    }
    column.sort((a, b) => a.wish - b.wish);
    let y = top;
    for (const node of column) {
      const tallest = Math.max(2, node.size * unit);
      const wanted = node.side ? y : Math.max(y, node.wish - tallest / 2 - node.above);
      node.y = wanted + node.above;
      y = node.y + tallest + GAP;
    }
    for (let i = column.length - 1, floor = top + tall; i >= 0; i -= 1) {
      const node = column[i];
      node.y = Math.min(node.y, floor - Math.max(2, node.size * unit));
      floor = node.y - node.above - GAP;
    }
  }
  for (const node of nodes) {
    let from = node.y;
    for (const band of [...node.out].sort((a, b) => nodes[a.target].y - nodes[b.target].y)) {
      band.from = from;
      from += band.tonnes * unit;
    }
    let to = node.y;
    for (const band of [...node.into].sort((a, b) => nodes[a.source].y - nodes[b.source].y)) {
      band.to = to;
      to += band.tonnes * unit;
    }
  }
  for (const band of bands) {
    const x0 = nodes[band.source].x + THICK;
    const x1 = nodes[band.target].x;
    const thick = Math.max(1, band.tonnes * unit);
    const bend = (x0 + x1) / 2;
    const path = `M${x0},${band.from}C${bend},${band.from} ${bend},${band.to} ${x1},${band.to}v${thick}C${bend},${band.to + thick} ${bend},${band.from + thick} ${x0},${band.from + thick}z`;
    put(svg, "path", { d: path, class: bandStyle(nodes, band), "data-tip": bandTip(nodes, band) });
  }
  for (const node of nodes) {
    const tallest = Math.max(2, node.size * unit);
    const tip = nodeTip(node);
    put(svg, "rect", { x: node.x, y: node.y, width: THICK, height: tallest, class: nodeStyle(node), "data-tip": tip });
    if (node.ring) put(svg, "rect", { x: node.x - 4, y: node.y - 4, width: THICK + 8, height: tallest + 8, rx: 7, class: "ring" });
    node.label.forEach(([text, kind], i) => write(svg, node.x, node.y - node.above + (i + 1) * LINE - 3, text, `${kind} halo`));
  }
  return top + tall + 10;
}

function stacked(svg, nodes, bands, width, top) {
  const THICK = 12;
  const unit = (width - 12) / Math.max(...nodes.map((n) => n.size));
  let y = top;
  for (const node of nodes) {
    node.label = nodeLabel(node, width - 8).map(([text]) => text);
    node.wide = Math.max(3, node.size * unit);
    node.x = node.side ? width - 6 - node.wide : 6;
    node.y = y + 20;
    y = node.y + THICK + 30;
  }
  for (const node of nodes) {
    let from = node.x;
    for (const band of [...node.out].sort((a, b) => nodes[a.target].x - nodes[b.target].x || nodes[a.target].y - nodes[b.target].y)) {
      band.from = from;
      from += band.tonnes * unit;
    }
    let to = node.x;
    for (const band of [...node.into].sort((a, b) => nodes[a.source].x - nodes[b.source].x)) {
      band.to = to;
      to += band.tonnes * unit;
    }
  }
  for (const band of bands) {
    const y0 = nodes[band.source].y + THICK;
    const y1 = nodes[band.target].y;
    const thick = Math.max(1, band.tonnes * unit);
    const bend = (y0 + y1) / 2;
    const path = `M${band.from},${y0}C${band.from},${bend} ${band.to},${bend} ${band.to},${y1}h${thick}C${band.to + thick},${bend} ${band.from + thick},${bend} ${band.from + thick},${y0}z`;
    put(svg, "path", { d: path, class: bandStyle(nodes, band), "data-tip": bandTip(nodes, band) });
  }
  for (const node of nodes) {
    const tip = nodeTip(node);
    put(svg, "rect", { x: node.x, y: node.y, width: node.wide, height: THICK, class: nodeStyle(node), "data-tip": tip });
    if (node.ring) put(svg, "rect", { x: node.x - 4, y: node.y - 4, width: node.wide + 8, height: THICK + 8, rx: 7, class: "ring" });
    const text = write(svg, node.side ? width - 6 : 6, node.y - 9, "", "halo", node.side ? "end" : undefined);
    put(text, "tspan", { class: "strong" }, node.name);
    put(text, "tspan", { class: "plain" }, `  ${node.tonnes}`);
    if (node.holder) put(text, "tspan", { class: "soft" }, `  ${node.holder}`);
  }
  return y;
}
