"use strict";

// Shared by every picture: elements, text that fits, scales.
const DRAW = {};
const NS = document.getElementById("ns").namespaceURI;
const PEN = document.createElement("canvas").getContext("2d");
const FONT = getComputedStyle(document.body).fontFamily;
const LINE = 15;

function put(parent, name, attributes, text) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== "") node.setAttribute(key, value);
  }
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function sheet(width, height) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  resize(svg, width, height);
  return svg;
}

function resize(svg, width, height) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
}

function wide(text, bold) {
  PEN.font = `${bold ? 600 : 400} 12px ${FONT}`;
  return PEN.measureText(text).width;
}

// Lines of at most `width`; what does not fit in `most` lines is cut, and a tip tells it whole.
function wrap(text, width, most, bold) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && wide(longer, bold) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  const whole = kept.length === lines.length;
  return kept.map((each, i) => {
    const cut = i === kept.length - 1 && !whole;
    if (!cut && wide(each, bold) <= width) return each;
    let short = each;
    while (short.length > 1 && wide(`${short}…`, bold) > width) short = short.slice(0, -1);
    return `${short.trimEnd()}…`;
  });
}

function write(parent, x, y, text, style, anchor) {
  return put(parent, "text", { x, y, class: style, "text-anchor": anchor }, text);
}

function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

function ticks(low, high, wanted) {
  const rough = (high - low || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const found = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-6; t += step) found.push(Math.abs(t) < step * 1e-6 ? 0 : t);
  return found;
}

function figure(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 }).replace("-", "−");
}

// Swatches with names, wrapped to the width; returns the height taken.
function legend(parent, items, width) {
  let x = 0;
  let y = 12;
  for (const item of items) {
    const need = 18 + wide(item.name) + 18;
    if (x && x + need - 18 > width) {
      x = 0;
      y += LINE + 4;
    }
    item.mark(parent, x, y - 5);
    write(parent, x + 18, y, item.name, "soft");
    x += need;
  }
  return items.length ? y + 10 : 0;
}

function swatch(style) {
  return (parent, x, y) => put(parent, "rect", { x, y: y - 5, width: 12, height: 10, rx: 2, class: style });
}
