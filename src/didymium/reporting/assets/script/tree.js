// A sequence as a tree: cuts from the top, raffinates to the left, extracts to the right, products at the ends.
DRAW.tree = (data, width) => {
  const svg = sheet(width, 40);
  const nodes = data.nodes.map((n) => ({ ...n, children: [] }));
  nodes.forEach((n) => {
    if (n.above !== null) nodes[n.above].children.push(n);
  });
  const ends = [];
  const place = (node, depth) => {
    const parts = ["raffinate", "extract"].map((side) => {
      const child = node.children.find((c) => c.side === side);
      if (child) {
        place(child, depth + 1);
        return child;
      }
      const leaf = { leaf: true, name: (side === "raffinate" ? node.light : node.heavy).join(" "), column: ends.length, row: depth + 1 };
      ends.push(leaf);
      return leaf;
    });
    node.parts = parts;
    node.row = depth;
    node.column = (parts[0].column + parts[1].column) / 2;
  };
  place(nodes[0], 0);
  const rows = Math.max(...ends.map((e) => e.row));
  const tall = 64;
  const left = 28;
  const x = scale(0, Math.max(1, ends.length - 1), left, width - left);
  const y = (row) => 34 + row * tall;
  const above = (node) => 10 + 16 * Math.sqrt(node.share); // from a cut to the foot of its name
  for (const node of nodes) {
    node.parts.forEach((part, i) => {
      const style = part.leaf ? "line k7" : part.feed === "organic" ? "line k1" : part.feed === "stripped" ? "line k1 open" : "line k0";
      put(svg, "path", { d: `M${x(node.column)},${y(node.row)}V${y(node.row) + tall * 0.45}H${x(part.column)}V${y(part.row) - (part.leaf ? 14 : above(part) + 13)}`, class: style, "data-tip": `${i ? "extract" : "raffinate"}${part.feed === "organic" ? ", passed on as loaded solvent" : part.feed === "stripped" ? ", stripped first" : ""}` });
    });
  }
  for (const node of nodes) {
    const cut = `${node.light.at(-1)} | ${node.heavy[0]}`;
    const tip = `${node.light.join(" ")} | ${node.heavy.join(" ")}: ${node.text}, ${node.cost}, fed ${node.feed}`;
    put(svg, "circle", { cx: x(node.column), cy: y(node.row), r: 6 + 16 * Math.sqrt(node.share), class: node.feed === "organic" ? "c1" : "c0", "data-tip": tip });
    write(svg, x(node.column), y(node.row) - above(node), cut, "strong halo", "middle");
  }
  for (const end of ends) {
    const half = wide(end.name, true) / 2;
    const at = x(end.column);
    const [from, anchor] = at + half > width ? [width, "end"] : at < half ? [0, "start"] : [at, "middle"];
    write(svg, from, y(end.row), end.name, "strong halo", anchor);
  }
  const bottom = y(rows) + 16;
  const key = [
    { name: "fed as aqueous", mark: swatch("c0") },
    { name: "fed as loaded solvent (dashed line: stripped first)", mark: swatch("c1") },
    { name: "area of a dot: share of the cost", mark: (p, a, b) => put(p, "circle", { cx: a + 6, cy: b, r: 5, class: "c7" }) },
  ];
  const box = put(svg, "g", { transform: `translate(0 ${bottom})` });
  resize(svg, width, bottom + legend(box, key, width) + 4);
  return svg;
};
