// Switches, tables, tips and redrawing. Everything that is said stands in the page already; this makes it move.
const PAGE = JSON.parse(document.getElementById("data").textContent);
const TIP = document.getElementById("tip");

function settings(box) {
  return [...box.querySelectorAll("[data-switch]")].map((control) => {
    if (control.tagName === "SELECT") return control.value;
    const chosen = control.querySelector("input:checked");
    return chosen ? chosen.value : "";
  });
}

function show(box) {
  const about = PAGE.figures[box.dataset.figure];
  const view = about.views[settings(box).join("|")];
  if (!view) return;
  box.querySelector(".title").textContent = view.title;
  fill(box.querySelector("tbody"), about, view);
  paint(box, about, view);
}

function fill(body, about, view) {
  body.replaceChildren(
    ...view.rows.map((cells, i) => {
      const row = document.createElement("tr");
      cells.forEach((text, k) => {
        const cell = document.createElement(k ? "td" : "th");
        if (!k) cell.scope = "row";
        if (about.numeric.includes(k)) cell.className = "right";
        if (about.long.includes(k)) cell.className = "long";
        cell.textContent = text;
        if (k === about.mark && view.cites[i] && PAGE.cited[view.cites[i]]) cell.append(" ", mark(PAGE.cited[view.cites[i]]));
        row.append(cell);
      });
      return row;
    }),
  );
}

function mark([number, title, assumed]) {
  const link = document.createElement("a");
  link.className = "cite";
  link.href = `#row-${number}`;
  link.title = title;
  link.textContent = `${number}${assumed ? " assumed" : ""}`;
  return link;
}

function paint(box, about, view) {
  const draw = box.querySelector(".draw");
  const width = Math.floor(draw.clientWidth);
  if (width < 50) return;
  const svg = DRAW[about.kind](view.data, width);
  if (PAGE.synthetic) {
    const [, , wide, tall] = svg.getAttribute("viewBox").split(" ").map(Number);
    resize(svg, wide, tall + 18);
    write(svg, wide, tall + 12, "SYNTHETIC DATA", "stamp", "end");
  }
  draw.setAttribute("aria-label", view.words);
  draw.replaceChildren(svg);
  draw.dataset.width = width;
}

function repaint(box) {
  const draw = box.querySelector(".draw");
  if (Math.floor(draw.clientWidth) !== Number(draw.dataset.width)) show(box);
}

function tell(event) {
  const target = event.target.closest ? event.target.closest("[data-tip]") : null;
  TIP.hidden = !target;
  if (!target) return;
  TIP.textContent = target.dataset.tip;
  const room = document.documentElement.clientWidth - TIP.offsetWidth - 8;
  TIP.style.left = `${Math.max(8, Math.min(event.clientX + 14, room))}px`;
  const below = event.clientY + 18 + TIP.offsetHeight < document.documentElement.clientHeight;
  TIP.style.top = `${below ? event.clientY + 18 : event.clientY - TIP.offsetHeight - 12}px`;
}

function unfold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  if (target) target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
}

const BOXES = [...document.querySelectorAll("[data-figure]")];
document.documentElement.classList.add("drawn");
for (const box of BOXES) {
  show(box);
  box.addEventListener("change", () => show(box));
}
new ResizeObserver(() => BOXES.forEach(repaint)).observe(document.body);
document.addEventListener("pointermove", tell);
document.addEventListener("pointerdown", tell);
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => {
  document.getElementById("sources")?.querySelectorAll("details").forEach((d) => { d.open = true; });
});
unfold();
