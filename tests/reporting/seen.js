// What a careful reader would notice, as a list of complaints; an empty list is what we want.
(only) => {
  const found = [];
  const wide = document.documentElement.clientWidth;
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""} "${(e.textContent || "").trim().slice(0, 40)}"`;
  const shown = (e) => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false }) && !e.closest(".cards thead");
  const scrolls = (e) => e.closest(".scroll");

  // pictures: every text lies inside its picture and no two texts lie on each other
  for (const svg of document.querySelectorAll(".draw svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((t) => t.textContent.trim());
    const boxes = texts.map((t) => t.getBoundingClientRect());
    boxes.forEach((a, i) => {
      if (a.left < frame.left - 1.5 || a.right > frame.right + 1.5 || a.top < frame.top - 1.5 || a.bottom > frame.bottom + 1.5) {
        found.push(`text out of its picture: ${name(texts[i])}`);
      }
      for (let k = i + 1; k < boxes.length; k += 1) {
        const across = Math.min(a.right, boxes[k].right) - Math.max(a.left, boxes[k].left);
        const down = Math.min(a.bottom, boxes[k].bottom) - Math.max(a.top, boxes[k].top);
        if (across > 1 && down > 4) found.push(`texts on each other: ${name(texts[i])} and ${name(texts[k])}`);
      }
    });
    if (!svg.querySelector("rect, circle, path")) found.push("picture without marks");
    for (const e of svg.querySelectorAll("*")) {
      for (const a of e.attributes) if (/NaN|undefined|Infinity|null/.test(a.value)) found.push(`${name(e)}: ${a.name}=${a.value}`);
      if (e.tagName === "rect" && (Number(e.getAttribute("width")) < 0 || Number(e.getAttribute("height")) < 0)) found.push(`inside out: ${name(e)}`);
    }
  }

  if (only === "pictures") return found;

  // nothing sticks out of the page, nothing is cut off
  if (document.scrollingElement.scrollWidth > wide) found.push(`page is ${document.scrollingElement.scrollWidth} wide`);
  for (const e of document.querySelectorAll("body *")) {
    if (!shown(e) || scrolls(e) || e.id === "tip") continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > wide + 1 || box.left < -1)) found.push(`sticks out: ${name(e)}`);
    const style = getComputedStyle(e);
    if (style.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1) found.push(`cut off: ${name(e)}`);
  }

  for (const e of document.querySelectorAll("table")) {
    if (shown(e) && !scrolls(e) && e.offsetWidth > e.parentElement.clientWidth + 1) found.push(`wider than its column: ${name(e)}`);
  }

  // controls and pictures have names, ids are single, headings go down one step at a time
  for (const e of document.querySelectorAll("input, select, button, a, summary, [tabindex], [role=img], [role=region]")) {
    const label = e.getAttribute("aria-label") || [...(e.labels || [])].map((l) => l.textContent).join("") || e.textContent;
    if (!(label || "").trim()) found.push(`no name: ${name(e)}`);
  }
  for (const box of document.querySelectorAll("fieldset")) if (!box.querySelector("legend")?.textContent.trim()) found.push("no legend");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => found.push(`twice: #${id}`));
  for (const a of document.querySelectorAll('a[href^="#"]')) if (!document.getElementById(a.hash.slice(1))) found.push(`leads nowhere: ${a.hash}`);
  let before = 0;
  for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
    const level = Number(h.tagName[1]);
    if (level > before + 1) found.push(`heading skips: ${name(h)}`);
    before = level;
  }
  for (const one of ["main", "header", "footer", "h1"]) if (document.querySelectorAll(one).length !== 1) found.push(`not one ${one}`);
  if (!document.documentElement.lang || !document.title) found.push("no language or title");
  for (const e of document.querySelectorAll("td, th, p, li, dd, .draw text")) if (/\b(undefined|NaN|null|None|Infinity)\b/.test(e.textContent)) found.push(`says ${name(e)}`);

  // contrast of every text against what is behind it: 4.5, 3 for large ones
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const behind = (e) => {
    for (let n = e; n; n = n.parentElement) {
      const colour = rgb(getComputedStyle(n).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !shown(e) || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    const front = rgb(e.ownerSVGElement ? style.fill : style.color).slice(0, 3);
    const [a, b] = [light(front), light(behind(e))].sort((x, y) => y - x);
    const size = Number.parseFloat(style.fontSize);
    const ratio = (a + 0.05) / (b + 0.05);
    const need = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const key = `${front} on ${behind(e)}`;
    if (ratio < need && !seen.has(key)) found.push(`contrast ${ratio.toFixed(2)}: ${name(e)} ${key}`);
    seen.add(key);
    if (size < 11) found.push(`small: ${name(e)} ${size}`);
  }
  return found;
}
