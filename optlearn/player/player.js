/* The front end of the player, the explorer and the map of settings: one file, no dependencies.
 *
 * Python computes; this file draws what it is given and never computes a step of a descent.
 * Playhead, speed and playing belong to a view; the model only hears of the step when it rests.
 *
 * What a test or a style sheet may rely on:
 *   .optlearn                     root; role=group; data-kind, data-theme=light|dark,
 *                                 data-playing=true|false, data-step, data-steps, data-ready
 *   .optlearn-contours canvas     role=img, named by the description
 *   .optlearn-series canvas       role=img; press or drag scrubs
 *   .optlearn-label               a text on the figure; data-path, data-shown=true|false
 *   .optlearn-controls            role=toolbar "Playback" with the buttons "To the start",
 *                                 "One step back", "Play" | "Pause", "One step forward",
 *                                 "To the end", the slider "Step", the list "Speed", the
 *                                 toggle "Repeat", and toggles "gradient", "velocity", "step"
 *   .optlearn-readout             table: one row for each path (data-path)
 *   .optlearn-status              role=status: what a screen reader hears when playing rests
 *   keys, anywhere inside         space, left, right, Home, End
 *
 * Sections: 1 numbers and geometry (pure, exported, tested by node), 2 drawing on a canvas,
 * 3 the stage, 4 contours, 5 series, 6 playback, 7 the player, 8 render.
 */

/* ---- 1. Numbers and geometry ------------------------------------------------------------- */

const copied = (view) =>
  view instanceof ArrayBuffer
    ? view.slice(0)
    : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

/** Float32Array of a buffer from Python, which may be unaligned: hence the copy. */
export const floats = (view) => new Float32Array(copied(view));

/** Float32Array of bfloat16 numbers: the upper halves of float32, enough for an arrow. */
export function halves(view) {
  const upper = new Uint16Array(copied(view));
  return new Float32Array(Uint32Array.from(upper, (half) => half << 16).buffer);
}

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export const mix = (from, to, share) => from + (to - from) * share;

/** Value at a fractional step; beyond the end, or beside a gap, that of the step before. */
export function valueAt(values, at) {
  const k = clamp(Math.floor(at), 0, values.length - 1);
  const next = values[Math.min(k + 1, values.length - 1)];
  return at > k && Number.isFinite(next) ? mix(values[k], next, Math.min(at - k, 1)) : values[k];
}

/** Part of a segment within a box `{left, right, top, bottom}`, or null (Liang and Barsky). */
export function clipSegment(x0, y0, x1, y1, box) {
  const dx = x1 - x0, dy = y1 - y0;
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null;
  let from = 0, to = 1;
  const edges = [
    [-dx, x0 - box.left], [dx, box.right - x0], [-dy, y0 - box.top], [dy, box.bottom - y0],
  ];
  for (const [slope, room] of edges) {
    if (slope === 0 && room < 0) return null;
    if (slope < 0) from = Math.max(from, room / slope);
    if (slope > 0) to = Math.min(to, room / slope);
  }
  return from > to ? null : [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy];
}

/** Step at which a path leaves the view for good, or null. Infinities and NaN are outside. */
export function leavingStep(W, b, view) {
  const inside = (k) =>
    W[k] >= view.W[0] && W[k] <= view.W[1] && b[k] >= view.b[0] && b[k] <= view.b[1];
  let k = W.length;
  while (k > 0 && !inside(k - 1)) k -= 1;
  return k === W.length ? null : k;
}

/** Round numbers within [low, high], about `count` of them. */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Whole powers of ten within [low, high], thinned evenly to at most `count`; as exponents. */
export function decades(low, high, count) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(count, 1)));
  const exponents = [];
  for (let e = last; e >= first; e -= 1) if (e % stride === 0) exponents.push(e);
  return exponents.reverse();
}

/** Range of a log axis for some series: positive and finite, at most 14 decades below the top. */
export function logRange(series) {
  let low = Infinity, high = 0, start = 0;
  for (const values of series) {
    if (values[0] > 0 && Number.isFinite(values[0])) start = Math.max(start, values[0]);
    for (const y of values) {
      if (y > 0 && Number.isFinite(y)) { low = Math.min(low, y); high = Math.max(high, y); }
    }
  }
  if (high === 0) return [0.1, 10];
  if (start > 0) high = Math.min(high, start * 1e3);
  low = clamp(low, high * 1e-14, high / 10);
  return [10 ** (Math.log10(low) - 0.15), 10 ** (Math.log10(high) + 0.15)];
}

const superscript = (n) => String(n).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);

export const powerOfTen = (exponent) =>
  exponent >= 0 && exponent <= 2 ? String(10 ** exponent) : `10${superscript(exponent)}`;

/** A number as the readout shows it: three or four figures, a true minus, words for the rest. */
export function shown(x, digits = 4) {
  if (Number.isNaN(x)) return "not a number";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  const plain = size === 0 || (size >= 1e-3 && size < 1e5);
  const text = plain ? x.toPrecision(digits) : x.toExponential(digits - 2);
  return (size === 0 ? "0" : text).replace(/-/g, "−");
}

/** Where the playhead is after some seconds. On repeat it rests at the end, then starts again. */
export function advance({ at, playing, repeat }, last, rate, seconds) {
  if (!playing) return { at, playing, repeat };
  const rest = rate * 1.2;
  const next = at + rate * seconds;
  if (repeat && last > 0) return { at: next > last + rest ? 0 : next, playing, repeat };
  return { at: Math.min(next, last), playing: next < last, repeat };
}

/** The playhead as drawn: at slow speeds it lingers on the real steps, which are what happens. */
export function eased(at, last, rate) {
  const within = Math.min(at, last), k = Math.floor(within), share = within - k;
  const calm = clamp((20 - rate) / 12, 0, 1);
  return k + mix(share, share * share * (3 - 2 * share), calm);
}

const overlap = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Put labels beside their paths: inside the box, off each other, away from points.
 *
 * requests: [{width, height, anchors: [[x, y], …]}]; crowd: [[x, y], …] to stay away from;
 * taken: rectangles that no label may touch. Returns {x, y, width, height, anchor} for each. A
 * label for which nothing is free goes to the nearest free row at the right edge of the box.
 */
export function placeLabels(requests, crowd, box, taken = []) {
  const placed = [...taken];
  const free = (r) =>
    r.x >= box.left && r.x + r.width <= box.right && r.y >= box.top &&
    r.y + r.height <= box.bottom && !placed.some((other) => overlap(r, other));
  return requests.map(({ width, height, anchors }) => {
    let best = null, least = Infinity;
    anchors.forEach(([ax, ay], anchor) => {
      for (const [sx, sy] of [[0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [1, 1], [-1, -1], [-1, 1]]) {
        const r = {
          x: ax - width / 2 + sx * (width / 2 + 9), y: ay - height / 2 + sy * (height / 2 + 9),
          width, height, anchor,
        };
        if (!free(r)) continue;
        let cost = anchor / anchors.length;
        for (const [x, y] of crowd) {
          const dx = Math.max(r.x - x, x - r.x - width, 0), dy = Math.max(r.y - y, y - r.y - height, 0);
          const gap = Math.hypot(dx, dy);
          if (gap < 6) cost += gap === 0 ? 4 : 0.5;
        }
        if (cost < least) { least = cost; best = r; }
      }
    });
    if (!best) {
      best = { x: box.right - width - 4, y: box.top + 4, width, height, anchor: anchors.length - 1 };
      while (placed.some((other) => overlap(best, other)) && best.y < box.bottom) best.y += height;
    }
    placed.push(best);
    return best;
  });
}

/* ---- 2. Drawing on a canvas -------------------------------------------------------------- */

const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";

const regular = (corners, turn, inner = 1) =>
  Array.from({ length: corners }, (_, i) => {
    const angle = ((i + turn) / corners) * 2 * Math.PI - Math.PI / 2;
    const radius = i % 2 ? inner : 1;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius];
  });
const CROSS = [
  [-1, -0.35], [-0.35, -0.35], [-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35],
  [1, 0.35], [0.35, 0.35], [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35],
];
/** Matplotlib's markers by their signs, as polygons of radius 1; a circle is what is not here. */
const MARKERS = {
  s: regular(4, 0.5), D: regular(4, 0), "^": regular(3, 0), v: regular(3, 1.5),
  ">": regular(3, 0.75), "<": regular(3, 2.25), p: regular(5, 0), h: regular(6, 0),
  "*": regular(10, 0, 0.45), P: CROSS,
  X: CROSS.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
};

function traceMarker(ctx, marker, x, y, radius) {
  const corners = MARKERS[marker];
  if (!corners) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const size = radius * (marker === "*" ? 1.5 : 1.2);
  corners.forEach(([cx, cy], i) => ctx[i ? "lineTo" : "moveTo"](x + cx * size, y + cy * size));
  ctx.closePath();
}

/** A marker with a rim of the page's colour, so that it stands off the lines below it. */
function drawMarker(ctx, marker, x, y, radius, colour, rim) {
  ctx.beginPath();
  traceMarker(ctx, marker, x, y, radius);
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = rim;
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
}

function drawArrow(ctx, x, y, dx, dy, width) {
  const length = Math.hypot(dx, dy);
  if (!(length > 3)) return;
  const head = Math.min(4 + 2.5 * width, length), ux = dx / length, uy = dy / length;
  const neckX = x + dx - ux * head, neckY = y + dy - uy * head, wing = head * 0.45;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(neckX + ux, neckY + uy);
  ctx.lineWidth = width;
  ctx.lineCap = "butt";
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x + dx, y + dy);
  ctx.lineTo(neckX - uy * wing, neckY + ux * wing);
  ctx.lineTo(neckX + uy * wing, neckY - ux * wing);
  ctx.closePath();
  ctx.fill();
}

/** Stroke segments [x0, y0, x1, y1] × n (NaN where there is none) as one line per run. */
function strokeSegments(ctx, segments, from, to) {
  ctx.beginPath();
  let x = NaN, y = NaN;
  for (let k = from; k < to; k += 1) {
    const i = 4 * k;
    if (Number.isNaN(segments[i])) continue;
    if (segments[i] !== x || segments[i + 1] !== y) ctx.moveTo(segments[i], segments[i + 1]);
    x = segments[i + 2];
    y = segments[i + 3];
    ctx.lineTo(x, y);
  }
  ctx.stroke();
}

function writeText(ctx, text, x, y, colour, align = "left", baseline = "middle", font = FONT) {
  ctx.font = font;
  ctx.fillStyle = colour;
  ctx.textAlign = align;
  ctx.textBaseline = baseline;
  ctx.fillText(text, x, y);
}

/** An element; `on…` properties become listeners, and text is only ever text. */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";
function icon(outline) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  svg.append(path);
  return svg;
}
const ICONS = {
  start: "M3 3h2v10H3zM13 3v10L5.5 8z",
  back: "M11 3v10L4 8zM11.5 3h1.5v10h-1.5z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5 3v10l7-5zM3 3h1.5v10H3z",
  end: "M11 3h2v10h-2zM3 3v10l7.5-5z",
  repeat: "M4 4h7V2l3.5 3L11 8V6H5v3H3V5q0-1 1-1zM12 12H5v2l-3.5-3L5 8v2h6V7h2v4q0 1-1 1z",
};

/* ---- 3. The stage: one view's root, theme, sizes, frames and end -------------------------- */

/** Whether the page around us is dark: what Jupyter, VS Code or a book says, or else the system. */
function pageIsDark() {
  const { body, documentElement: html } = document;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (body.classList.contains("vscode-dark") || body.classList.contains("vscode-high-contrast")) return true;
  if (body.classList.contains("vscode-light")) return false;
  if (html.dataset.theme === "dark" || html.dataset.theme === "light") return html.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

class Stage {
  constructor(model, host) {
    this.model = model;
    this.ending = new AbortController();
    this.observers = [];
    this.timers = new Set();
    this.parts = []; // drawn in this order, each by its own draw(seconds)
    this.frame = 0;
    this.visible = true;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // Lumino: keys pressed in here are ours, and do not move Jupyter's cell selection.
    this.root = element("div", {
      class: "optlearn", role: "group", tabindex: "-1", "data-lm-suppress-shortcuts": "true",
    });
    host.append(this.root);
    this.followTheme();
    this.followVisibility();
  }

  listen(target, type, callback, options = {}) {
    target.addEventListener(type, callback, { ...options, signal: this.ending.signal });
  }

  /** Call back once after a pause; asking again with the same function starts the wait anew. */
  later(callback, milliseconds) {
    clearTimeout(callback.timer);
    this.timers.delete(callback.timer);
    callback.timer = setTimeout(() => { this.timers.delete(callback.timer); callback(); }, milliseconds);
    this.timers.add(callback.timer);
  }

  followTheme() {
    const read = () => {
      const theme = pageIsDark() ? "dark" : "light";
      this.root.dataset.theme = theme;
      const style = getComputedStyle(this.root);
      const ink = (name) => style.getPropertyValue(`--optlearn-${name}`).trim();
      this.ink = Object.fromEntries(
        ["page", "text", "quiet", "line", "contour", "fill"].map((name) => [name, ink(name)]),
      );
      this.theme = theme;
      this.repaint();
    };
    const observer = new MutationObserver(read);
    const attributes = ["data-jp-theme-light", "data-jp-theme-name", "data-theme", "class"];
    for (const node of [document.body, document.documentElement]) {
      observer.observe(node, { attributes: true, attributeFilter: attributes });
    }
    this.observers.push(observer);
    this.listen(matchMedia("(prefers-color-scheme: dark)"), "change", read);
    read();
    // Jupyter sets the attribute before the theme's style sheet has arrived.
    this.rereadTheme = read;
    this.listen(document, "load", () => this.later(read, 50), { capture: true });
  }

  /** Out of sight nothing is drawn and the playhead waits. */
  followVisibility() {
    const observer = new IntersectionObserver((entries) => {
      this.visible = entries.at(-1).isIntersecting;
      if (this.visible) this.draw();
    });
    observer.observe(this.root);
    this.observers.push(observer);
  }

  /** A canvas in a box; `part.resize(width, height)` hears of every size, in CSS pixels. */
  canvas(part, name, label) {
    const canvas = element("canvas", { role: "img", "aria-label": label });
    const box = element("div", { class: `optlearn-box optlearn-${name}` }, canvas);
    part.canvas = canvas;
    part.box = box;
    part.ctx = canvas.getContext("2d");
    const observer = new ResizeObserver((entries) => {
      const { width, height } = entries.at(-1).contentRect;
      if (width < 20 || height < 20) return;
      if (!this.ink.page) this.rereadTheme(); // not in the page until now, so without its styles
      part.density = Math.max(window.devicePixelRatio || 1, 1);
      canvas.width = Math.round(width * part.density);
      canvas.height = Math.round(height * part.density);
      part.width = width;
      part.height = height;
      part.stale = true;
      this.draw(true);
    });
    observer.observe(canvas);
    this.observers.push(observer);
    this.parts.push(part);
    return box;
  }

  /** An off-screen canvas of a part's size, cleared and ready to paint on. */
  layer(part, old) {
    const canvas = old ?? document.createElement("canvas");
    canvas.width = part.canvas.width;
    canvas.height = part.canvas.height;
    const ctx = canvas.getContext("2d");
    ctx.scale(part.density, part.density);
    return ctx;
  }

  repaint() {
    for (const part of this.parts) part.stale = true;
    this.draw();
  }

  /** Ask for a frame; `now` draws at once, since a resized canvas is blank until then. */
  draw(now = false) {
    if (this.ending.signal.aborted) return;
    if (now) this.paint(0);
    else if (!this.frame) this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  tick(time) {
    this.frame = 0;
    if (!this.visible) { this.last = undefined; return; }
    const seconds = this.last === undefined ? 0 : Math.min((time - this.last) / 1000, 0.1);
    this.last = this.playing?.() ? time : undefined;
    this.paint(seconds);
    if (this.playing?.()) this.draw();
    else this.last = undefined;
  }

  paint(seconds) {
    this.before?.(seconds);
    for (const part of this.parts) if (part.width) part.draw();
  }

  close() {
    this.ending.abort();
    cancelAnimationFrame(this.frame);
    for (const observer of this.observers) observer.disconnect();
    for (const timer of this.timers) clearTimeout(timer);
    this.root.remove();
  }
}

/* ---- 4. Contours, and paths on them ------------------------------------------------------- */

const ARROWS = {
  gradient: { text: "gradient", tip: "Downhill: against the gradient at this point", width: 1.6 },
  velocity: { text: "velocity", tip: "Against the average of the gradients", width: 3.2 },
  step: { text: "step", tip: "The step taken, true to scale", width: 1.6 },
};
const RECENT = 9; // steps that are emphasised behind the playhead

/** Paths as Python sends them, their buffers read. */
function readPaths(sent, view) {
  return sent.map((path, place) => {
    const points = floats(path.points), count = points.length / 2;
    const W = points.subarray(0, count), b = points.subarray(count);
    const pair = (buffer) => {
      if (!buffer) return null;
      const both = halves(buffer);
      return [both.subarray(0, count), both.subarray(count)];
    };
    return {
      ...path, place, W, b, steps: count - 1,
      cost: path.cost ? floats(path.cost) : null,
      gradient: pair(path.gradient), velocity: pair(path.velocity),
      left: leavingStep(W, b, view),
    };
  });
}

class Contours {
  constructor(stage, scene, state) {
    this.stage = stage;
    this.scene = scene;
    this.state = state; // {at, paths, arrows}
    this.labels = [];
    this.node = stage.canvas(this, "contours", scene.description);
    this.node.style.aspectRatio = String(scene.aspect);
  }

  setPicture(picture) {
    const whole = new Uint16Array(copied(picture.points));
    let from = 0;
    this.rings = picture.levels.map((lengths) =>
      lengths.map((length) => whole.subarray(from, (from += 2 * length))));
    this.reach = picture.reach;
    this.stale = true;
  }

  setPaths() {
    for (const { node } of this.labels) node.remove();
    const said = (path, text, kind) => {
      const node = element("span", {
        class: "optlearn-label", "aria-hidden": "true", "data-path": path.place, "data-shown": "false",
        text,
      });
      this.box.append(node);
      return { path, node, kind };
    };
    this.labels = this.state.paths.flatMap((path) => [
      ...(path.name ? [said(path, path.name, "name")] : []),
      ...(path.left !== null && path.left > 0
        ? [said(path, `left the picture at step ${path.left}`, "left")] : []),
    ]);
    this.stale = true;
  }

  /** Pixel of a point of the plane. */
  x(W) { return mix(this.frame.left, this.frame.right, (W - this.scene.view.W[0]) / this.spanW); }
  y(b) { return mix(this.frame.bottom, this.frame.top, (b - this.scene.view.b[0]) / this.spanB); }

  prepare() {
    const { view } = this.scene;
    this.spanW = view.W[1] - view.W[0];
    this.spanB = view.b[1] - view.b[0];
    this.frame = { left: 40, right: this.width - 8, top: 8, bottom: this.height - 34 }; // as in the CSS
    for (const path of this.state.paths) this.project(path);
    this.base = this.stage.layer(this, this.base?.canvas);
    this.paintBase(this.base);
    this.arrangeLabels();
    this.stale = false;
  }

  /** Path in pixels, each segment cut at the frame. */
  project(path) {
    const { W, b, steps } = path;
    path.px = Float32Array.from(W, (value) => this.x(value));
    path.py = Float32Array.from(b, (value) => this.y(value));
    path.segments = new Float32Array(4 * steps).fill(NaN);
    for (let k = 0; k < (path.left ?? steps); k += 1) {
      const part = clipSegment(path.px[k], path.py[k], path.px[k + 1], path.py[k + 1], this.frame);
      if (part) path.segments.set(part, 4 * k);
    }
    const largest = (pair) => pair
      ? Float32Array.from(pair[0], (x, k) => Math.hypot(x / this.spanW, pair[1][k] / this.spanB)) : null;
    path.sizes = ["gradient", "velocity"].map((kind) => largest(path[kind])).filter(Boolean);
  }

  paintBase(ctx) {
    const { ink } = this.stage, { frame } = this, { view, minimum } = this.scene;
    const width = frame.right - frame.left, height = frame.bottom - frame.top;
    ctx.fillStyle = ink.page;
    ctx.fillRect(0, 0, this.width, this.height);
    ctx.save();
    ctx.beginPath();
    ctx.rect(frame.left, frame.top, width, height);
    ctx.clip();
    const toX = (u) => this.x(mix(this.reach.W[0], this.reach.W[1], u / 65535));
    const toY = (v) => this.y(mix(this.reach.b[0], this.reach.b[1], v / 65535));
    ctx.lineWidth = 1;
    ctx.lineJoin = "round";
    ctx.strokeStyle = ink.contour;
    ctx.fillStyle = ink.fill;
    for (const rings of this.rings) {
      ctx.beginPath();
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) {
          ctx[i ? "lineTo" : "moveTo"](toX(ring[i]), toY(ring[i + 1]));
        }
        ctx.closePath();
      }
      ctx.fill("evenodd");
      ctx.stroke();
    }
    ctx.restore();
    ctx.strokeStyle = ink.line;
    ctx.strokeRect(frame.left + 0.5, frame.top + 0.5, width - 1, height - 1);
    if (minimum) this.paintMinimum(ctx, this.x(minimum.W), this.y(minimum.b));
    this.paintAxes(ctx, view);
  }

  paintMinimum(ctx, x, y) {
    ctx.lineCap = "round";
    for (const [width, colour] of [[5, this.stage.ink.page], [2, this.stage.ink.text]]) {
      ctx.lineWidth = width;
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(x - 6, y);
      ctx.lineTo(x + 6, y);
      ctx.moveTo(x, y - 6);
      ctx.lineTo(x, y + 6);
      ctx.stroke();
    }
  }

  paintAxes(ctx, view) {
    const { ink } = this.stage, { frame } = this;
    const number = (x) => String(x).replace("-", "−");
    ctx.strokeStyle = ink.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const W of ticks(...view.W, (frame.right - frame.left) / 75)) {
      ctx.moveTo(this.x(W), frame.bottom);
      ctx.lineTo(this.x(W), frame.bottom + 4);
      writeText(ctx, number(W), this.x(W), frame.bottom + 6, ink.quiet, "center", "top");
    }
    for (const b of ticks(...view.b, (frame.bottom - frame.top) / 50)) {
      ctx.moveTo(frame.left - 4, this.y(b));
      ctx.lineTo(frame.left, this.y(b));
      writeText(ctx, number(b), frame.left - 7, this.y(b), ink.quiet, "right");
    }
    ctx.stroke();
    const italic = `italic 600 ${FONT.replace("12px", "14px")}`;
    writeText(ctx, "W", (frame.left + frame.right) / 2, this.height - 1, ink.text, "center", "bottom", italic);
    writeText(ctx, "b", 2, (frame.top + frame.bottom) / 2, ink.text, "left", "middle", italic);
  }

  /** Find each label a place of its own, once for a size; while playing they only come and go. */
  arrangeLabels() {
    const crowd = [], { minimum } = this.scene, { frame, ctx } = this;
    for (const { px, py, steps } of this.state.paths) {
      const stride = Math.max(1, Math.floor(steps / 150));
      for (let k = 0; k <= steps; k += stride) {
        crowd.push([px[k], py[k]]);
        if (k < steps) crowd.push([(px[k] + px[k + 1]) / 2, (py[k] + py[k + 1]) / 2]);
      }
    }
    const taken = minimum
      ? [{ x: this.x(minimum.W) - 9, y: this.y(minimum.b) - 9, width: 18, height: 18 }] : [];
    ctx.font = `600 ${FONT}`;
    const requests = this.labels.map(({ path, node, kind }) => ({
      width: Math.min(ctx.measureText(node.textContent).width + 8, frame.right - frame.left - 8),
      height: 17,
      anchors: kind === "left" ? this.exitAnchor(path) : this.nameAnchors(path),
    }));
    const inside = { left: frame.left + 3, right: frame.right - 3, top: frame.top + 3, bottom: frame.bottom - 3 };
    placeLabels(requests, crowd, inside, taken).forEach((place, i) => {
      const label = this.labels[i], { path, kind, node } = label;
      label.step = kind === "left" ? path.left : Math.min(path.anchorSteps[place.anchor] ?? 0, path.steps);
      node.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
      node.style.maxWidth = `${Math.ceil(place.width)}px`;
      node.style.color = path.look[this.stage.theme];
    });
  }

  nameAnchors(path) {
    const end = path.left === null ? path.steps : path.left - 1;
    const anchors = [];
    path.anchorSteps = [];
    let x = NaN, y = NaN;
    for (let k = 0; k <= end && anchors.length < 60; k += 1) {
      if (!(path.px[k] >= this.frame.left && path.px[k] <= this.frame.right)) continue;
      if (Math.hypot(path.px[k] - x, path.py[k] - y) < 14) continue;
      x = path.px[k];
      y = path.py[k];
      path.anchorSteps.push(k);
      anchors.push([x, y]);
    }
    return anchors;
  }

  exitAnchor({ left, segments, px, py }) {
    const i = 4 * (left - 1);
    return [Number.isNaN(segments[i]) ? [px[left - 1], py[left - 1]] : [segments[i + 2], segments[i + 3]]];
  }

  draw() {
    if (this.stale) this.prepare();
    const { ctx, density, state } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.base.canvas, 0, 0);
    ctx.setTransform(density, 0, 0, density, 0, 0);
    for (const path of state.paths) this.drawTrail(ctx, path);
    for (const path of state.paths) this.drawArrows(ctx, path);
    for (const path of state.paths) this.drawHead(ctx, path);
    for (const label of this.labels) {
      const is = label.step <= state.at;
      if (label.is !== is) label.node.dataset.shown = String((label.is = is));
    }
  }

  drawTrail(ctx, path) {
    const at = Math.min(this.state.at, path.steps), k = Math.floor(at);
    const recent = Math.max(0, k - RECENT), colour = path.look[this.stage.theme];
    const dash = path.look.dash;
    ctx.lineJoin = "round";
    ctx.lineCap = "butt";
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((length) => length * 1.6));
    if (this.scene.ghost && at < path.steps) {
      ctx.globalAlpha = 0.3;
      ctx.lineWidth = 1.2;
      strokeSegments(ctx, path.segments, k, path.steps);
    }
    ctx.globalAlpha = 0.62;
    ctx.lineWidth = 1.6;
    strokeSegments(ctx, path.segments, 0, recent);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2.4;
    ctx.setLineDash(dash.map((length) => length * 2.4));
    strokeSegments(ctx, path.segments, recent, k);
    if (at > k && k < (path.left ?? path.steps)) {
      const part = clipSegment(path.px[k], path.py[k], valueAt(path.px, at), valueAt(path.py, at), this.frame);
      if (part) strokeSegments(ctx, part, 0, 1);
    }
    ctx.setLineDash([]);
    this.drawSteps(ctx, path, path.steps <= 80 ? 0 : recent, recent, k, colour);
  }

  /** The real steps, as markers: all of a short path, the last ones of a long one. */
  drawSteps(ctx, path, from, recent, to, colour) {
    const { frame } = this;
    const trace = (first, last, radius) => {
      ctx.beginPath();
      for (let k = first; k <= last; k += 1) {
        const x = path.px[k], y = path.py[k];
        if (x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom) {
          traceMarker(ctx, path.look.marker, x, y, radius);
        }
      }
      ctx.fill();
    };
    ctx.fillStyle = colour;
    ctx.globalAlpha = 0.7;
    trace(from, recent - 1, 1.9);
    ctx.globalAlpha = 1;
    trace(recent, to, 2.5);
  }

  drawHead(ctx, path) {
    const { frame, state, stage } = this, at = Math.min(state.at, path.steps);
    const x = valueAt(path.px, at), y = valueAt(path.py, at), colour = path.look[stage.theme];
    if (path.left !== null && at >= path.left) {
      if (path.left === 0) return;
      const [[ex, ey]] = this.exitAnchor(path);
      drawMarker(ctx, "X", ex, ey, 5, colour, stage.ink.page);
    } else if (x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom) {
      drawMarker(ctx, path.look.marker, x, y, 5.5, colour, stage.ink.page);
    }
  }

  drawArrows(ctx, path) {
    const { state, frame, stage } = this, at = Math.min(state.at, path.steps), k = Math.floor(at);
    const x = valueAt(path.px, at), y = valueAt(path.py, at);
    if (!(x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom)) return;
    const width = frame.right - frame.left, height = frame.bottom - frame.top;
    ctx.save();
    ctx.beginPath();
    ctx.rect(frame.left, frame.top, width, height);
    ctx.clip();
    const shown = (kind, dx, dy) => {
      ctx.strokeStyle = ctx.fillStyle = kind === "velocity" ? path.look[stage.theme] : stage.ink.text;
      ctx.setLineDash(kind === "step" ? [3, 2.5] : []);
      drawArrow(ctx, x, y, dx, dy, ARROWS[kind].width);
      const length = Math.hypot(dx, dy);
      if (state.paths.length > 1 || length < 24) return;
      ctx.setLineDash([]);
      ctx.lineWidth = 3;
      ctx.strokeStyle = stage.ink.page;
      ctx.font = FONT;
      ctx.textAlign = dx < 0 ? "right" : "left";
      ctx.textBaseline = dy < 0 ? "bottom" : "top";
      const tx = x + dx + 5 * (dx / length), ty = y + dy + 5 * (dy / length);
      ctx.strokeText(ARROWS[kind].text, tx, ty);
      ctx.fillText(ARROWS[kind].text, tx, ty);
    };
    // Gradient and velocity share a scale: that of the largest of them in the nearby steps.
    let largest = 0;
    for (const sizes of path.sizes) {
      for (let j = Math.max(0, k - 4); j <= Math.min(path.steps, k + 4); j += 1) {
        if (Number.isFinite(sizes[j])) largest = Math.max(largest, sizes[j]);
      }
    }
    const scale = largest > 0 ? (0.24 * Math.min(width, height * 1.4)) / largest : 0;
    for (const kind of ["velocity", "gradient"]) {
      if (!state.arrows[kind] || !path[kind] || k >= path.steps) continue;
      const [dW, db] = path[kind].map((values) => valueAt(values, at));
      const dx = (-dW / this.spanW) * scale, dy = (db / this.spanB) * scale;
      if (Number.isFinite(dx) && Number.isFinite(dy)) shown(kind, dx, dy);
    }
    if (state.arrows.step && k < path.steps) {
      const dx = path.px[k + 1] - x, dy = path.py[k + 1] - y;
      if (Number.isFinite(dx) && Number.isFinite(dy)) shown("step", dx, dy);
    }
    ctx.restore();
  }
}

/* ---- 5. Series against the step, on log axes ---------------------------------------------- */

const PANELS = {
  cost: [["cost J", (path) => path.cost]],
  distance: [
    ["distance along W", (path, { W }) => path.W.map((value) => Math.abs(value - W))],
    ["distance along b", (path, { b }) => path.b.map((value) => Math.abs(value - b))],
  ],
};

class Series {
  constructor(stage, scene, state, seek) {
    this.stage = stage;
    this.scene = scene;
    this.state = state;
    const what = scene.plots.join(" and ");
    this.node = stage.canvas(this, "series", `${what} against the step, on a log axis`);
    this.allowScrubbing(seek);
  }

  setPaths() {
    const { scene, state } = this, { minimum } = scene;
    this.panels = scene.plots.flatMap((plot) => PANELS[plot]).map(([title, values]) => {
      const lines = state.paths.map((path) => values(path, minimum)).map((line) => line ?? []);
      const target = title.startsWith("cost") ? scene.target : null;
      const range = scene.ranges?.[title] ?? logRange(target ? [...lines, [target]] : lines);
      return { title, lines, range, target };
    });
    this.stale = true;
  }

  allowScrubbing(seek) {
    const { canvas, stage } = this;
    const to = (event, rests) => {
      const share = (event.offsetX - this.frame.left) / (this.frame.right - this.frame.left);
      seek(clamp(share, 0, 1) * this.state.last, rests);
    };
    stage.listen(canvas, "pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      to(event, false);
    });
    stage.listen(canvas, "pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) to(event, false);
    });
    stage.listen(canvas, "pointerup", (event) => to(event, true));
  }

  x(step) { return mix(this.frame.left, this.frame.right, this.state.last ? step / this.state.last : 0); }

  prepare() {
    const top = 4, bottom = this.height - 34, gap = 24, count = this.panels.length;
    this.frame = { left: 40, right: this.width - 10, top, bottom };
    const height = (bottom - top - gap * count) / count;
    this.panels.forEach((panel, i) => {
      panel.top = top + gap + i * (height + gap);
      panel.bottom = panel.top + height;
      const [low, high] = panel.range.map(Math.log10);
      panel.y = (value) => mix(panel.bottom, panel.top, (Math.log10(value) - low) / (high - low));
    });
    this.base = this.stage.layer(this, this.base?.canvas);
    this.bright = this.stage.layer(this, this.bright?.canvas);
    this.paintBase(this.base);
    for (const [ctx, strong] of [[this.base, false], [this.bright, true]]) this.paintLines(ctx, strong);
    this.stale = false;
  }

  paintBase(ctx) {
    const { ink } = this.stage, { frame } = this;
    ctx.fillStyle = ink.page;
    ctx.fillRect(0, 0, this.width, this.height);
    for (const panel of this.panels) {
      writeText(ctx, panel.title, frame.left, panel.top - 5, ink.text, "left", "bottom");
      ctx.lineWidth = 1;
      ctx.strokeStyle = ink.line;
      ctx.beginPath();
      ctx.moveTo(frame.left, panel.bottom + 0.5);
      ctx.lineTo(frame.right, panel.bottom + 0.5);
      ctx.stroke();
      ctx.globalAlpha = 0.55;
      ctx.beginPath();
      for (const exponent of decades(...panel.range, (panel.bottom - panel.top) / 24)) {
        const y = Math.round(panel.y(10 ** exponent)) + 0.5;
        ctx.moveTo(frame.left, y);
        ctx.lineTo(frame.right, y);
        ctx.globalAlpha = 1;
        writeText(ctx, powerOfTen(exponent), frame.left - 6, y, ink.quiet, "right");
        ctx.globalAlpha = 0.55;
      }
      ctx.stroke();
      ctx.globalAlpha = 1;
      if (panel.target) this.paintTarget(ctx, panel);
    }
    for (const step of ticks(0, this.state.last, (frame.right - frame.left) / 70)) {
      if (Number.isInteger(step)) writeText(ctx, String(step), this.x(step), frame.bottom + 6, ink.quiet, "center", "top");
    }
    writeText(ctx, "step", (frame.left + frame.right) / 2, this.height - 1, ink.text, "center", "bottom");
  }

  paintTarget(ctx, panel) {
    const y = panel.y(panel.target);
    ctx.setLineDash([5, 4]);
    ctx.strokeStyle = this.stage.ink.text;
    ctx.beginPath();
    ctx.moveTo(this.frame.left, y);
    ctx.lineTo(this.frame.right, y);
    ctx.stroke();
    ctx.setLineDash([]);
    writeText(ctx, "target", this.frame.right, y - 3, this.stage.ink.text, "right", "bottom");
  }

  paintLines(ctx, strong) {
    ctx.globalAlpha = strong ? 1 : 0.3;
    ctx.lineWidth = strong ? 1.9 : 1.3;
    ctx.lineJoin = "round";
    for (const panel of this.panels) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(0, panel.top - 1, this.width, panel.bottom - panel.top + 2);
      ctx.clip();
      panel.lines.forEach((values, i) => {
        const { look } = this.state.paths[i];
        ctx.strokeStyle = look[this.stage.theme];
        ctx.setLineDash(look.dash.map((length) => length * 1.6));
        ctx.beginPath();
        let drawing = false;
        values.forEach((value, step) => {
          const y = this.heightOf(panel, value);
          if (Number.isFinite(y)) ctx[drawing ? "lineTo" : "moveTo"](this.x(step), y);
          drawing = Number.isFinite(y);
        });
        ctx.stroke();
      });
      ctx.restore();
    }
  }

  /** Height of a value, held near the panel: exactly 0 is at its foot, and far above is just above. */
  heightOf(panel, value) {
    if (!(value >= 0) || value === Infinity) return NaN;
    return value === 0 ? panel.bottom : clamp(panel.y(value), panel.top - 50, panel.bottom + 50);
  }

  draw() {
    if (this.stale) this.prepare();
    const { ctx, density, state, stage } = this;
    const x = this.x(Math.min(state.at, state.last)), crop = Math.max(1, Math.round(x * density));
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.base.canvas, 0, 0);
    ctx.drawImage(this.bright.canvas, 0, 0, crop, this.canvas.height, 0, 0, crop, this.canvas.height);
    ctx.setTransform(density, 0, 0, density, 0, 0);
    ctx.strokeStyle = stage.ink.quiet;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const panel of this.panels) {
      ctx.moveTo(x, panel.top);
      ctx.lineTo(x, panel.bottom);
    }
    ctx.stroke();
    for (const panel of this.panels) {
      panel.lines.forEach((values, i) => {
        const { look, steps } = state.paths[i];
        if (!values.length || state.at > steps + 1e-9) return;
        const y = this.heightOf(panel, valueAt(values, state.at));
        if (y >= panel.top - 2 && y <= panel.bottom + 2) {
          drawMarker(ctx, look.marker, x, y, 3.2, look[stage.theme], stage.ink.page);
        }
      });
    }
  }
}

/* ---- 6. Playback: the clock and its controls ---------------------------------------------- */

const SPEEDS = [0.25, 0.5, 1, 2, 4];

class Playback {
  /** state: {at, last, rate, speed, playing, repeat}; rest(step) hears when the playhead rests. */
  constructor(stage, state, rest) {
    this.stage = stage;
    this.state = state;
    this.rest = rest;
    stage.playing = () => state.playing;
    stage.before = (seconds) => this.tick(seconds);
    this.node = this.build();
    stage.listen(stage.root, "keydown", (event) => this.key(event));
    // A click on a picture gives the keys to this widget; one on a control keeps its own focus.
    stage.listen(stage.root, "pointerdown", (event) => {
      if (event.target.tagName === "CANVAS") stage.root.focus({ preventScroll: true });
    });
  }

  build() {
    const button = (name, picture, act) =>
      element("button", { type: "button", "aria-label": name, title: name, onclick: act }, icon(ICONS[picture]));
    this.play = button("Play", "play", () => this.toggle());
    this.play.classList.add("optlearn-play");
    this.scrubber = element("input", {
      type: "range", min: "0", step: "any", "aria-label": "Step", class: "optlearn-scrubber",
      oninput: () => this.seek(Number(this.scrubber.value), false),
      onchange: () => this.seek(Number(this.scrubber.value), true),
    });
    this.counter = element("output", { class: "optlearn-counter", "aria-live": "off" });
    const speed = element("select", {
      "aria-label": "Speed", title: "Speed",
      onchange: (event) => { this.state.speed = Number(event.target.value); },
    });
    for (const factor of SPEEDS) {
      const text = `${{ 0.25: "¼", 0.5: "½" }[factor] ?? factor}×`;
      speed.append(element("option", { value: factor, text, selected: factor === 1 ? "" : null }));
    }
    this.repeat = button("Repeat", "repeat", () => {
      this.state.repeat = !this.state.repeat;
      this.reflect();
    });
    return element("div", { class: "optlearn-controls", role: "toolbar", "aria-label": "Playback" },
      button("To the start", "start", () => this.seek(0, true)),
      button("One step back", "back", () => this.move(-1)),
      this.play,
      button("One step forward", "forward", () => this.move(1)),
      button("To the end", "end", () => this.seek(this.state.last, true)),
      this.scrubber, this.counter, speed, this.repeat);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { target } = event, own = target === this.scrubber || !/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    const acts = {
      " ": target.tagName === "BUTTON" ? null : () => this.toggle(),
      ArrowLeft: () => this.move(-1),
      ArrowRight: () => this.move(1),
      Home: () => this.seek(0, true),
      End: () => this.seek(this.state.last, true),
    };
    if (!own || event.defaultPrevented || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  toggle() {
    const { state } = this;
    state.playing = !state.playing && state.last > 0;
    if (state.playing && state.at >= state.last) state.at = 0;
    if (!state.playing) this.seek(Math.round(Math.min(state.at, state.last)), true);
    this.reflect();
    this.stage.draw();
  }

  move(steps) {
    const { at, last } = this.state;
    const from = steps > 0 ? Math.floor(Math.min(at, last) + 1e-6) : Math.ceil(Math.min(at, last) - 1e-6);
    this.seek(clamp(from + steps, 0, last), true);
  }

  /** Go to a step; where the playhead comes to rest it does so on a real one. */
  seek(at, rests) {
    const { state } = this;
    state.playing = false;
    state.at = rests ? Math.round(at) : at;
    this.reflect();
    this.stage.draw();
    if (rests) this.rest(state.at);
  }

  tick(seconds) {
    const { state } = this, rate = state.rate * state.speed, wasPlaying = state.playing;
    this.time = state.playing ? (this.time ?? state.at) : undefined;
    if (state.playing) {
      const next = advance({ at: this.time, playing: true, repeat: state.repeat }, state.last, rate, seconds);
      this.time = next.at;
      state.playing = next.playing;
      state.at = eased(next.at, state.last, rate);
    }
    this.reflect();
    if (wasPlaying && !state.playing) {
      this.time = undefined;
      this.rest(state.at);
    }
  }

  /** Bring the controls to the state; writes only what has changed. */
  reflect() {
    const { state, stage } = this, { dataset } = stage.root;
    const set = (name, value, write) => {
      if (this[name] === value) return;
      this[name] = value;
      write(value);
    };
    set("isPlaying", state.playing, (playing) => {
      dataset.playing = String(playing);
      const name = playing ? "Pause" : "Play";
      this.play.setAttribute("aria-label", name);
      this.play.title = name;
      this.play.replaceChildren(icon(ICONS[playing ? "pause" : "play"]));
    });
    set("isRepeating", state.repeat, (on) => this.repeat.setAttribute("aria-pressed", String(on)));
    set("isLast", state.last, (last) => {
      dataset.steps = last;
      this.scrubber.max = last;
    });
    set("isAt", state.at, (at) => { this.scrubber.value = at; });
    set("isStep", `${Math.floor(state.at + 1e-6)} / ${state.last}`, (text) => {
      dataset.step = Math.floor(state.at + 1e-6);
      this.counter.textContent = text;
      this.scrubber.setAttribute("aria-valuetext", `step ${text.replace("/", "of")}`);
    });
  }
}

/** The table below the picture, and what a screen reader is told when the playhead rests. */
class Readout {
  constructor(stage, state) {
    this.stage = stage;
    this.state = state;
    this.body = element("tbody");
    const heads = ["", "W", "b", "J", ""].map((text, i) =>
      element("th", { scope: "col", text, "aria-label": { 0: "path", 4: "remark" }[i] }));
    this.node = element("table", { class: "optlearn-readout" },
      element("thead", {}, element("tr", {}, ...heads)), this.body);
    this.status = element("p", { class: "optlearn-status optlearn-unseen", role: "status" });
    this.speak = () => { this.status.textContent = this.summary(); };
  }

  setPaths() {
    this.rows = this.state.paths.map((path) => {
      const swatch = element("canvas", { class: "optlearn-swatch", width: 72, height: 36, "aria-hidden": "true" });
      const cells = ["W", "b", "J", "remark"].map((kind) => element("td", { class: `optlearn-${kind}` }));
      const name = element("th", { scope: "row" }, swatch, element("span", { text: path.name || "path" }));
      return { path, swatch, cells, node: element("tr", { "data-path": path.place }, name, ...cells) };
    });
    this.body.replaceChildren(...this.rows.map(({ node }) => node));
    this.stale = true;
  }

  /** The look of each path: its line and its marker. */
  paintSwatches() {
    for (const { path, swatch } of this.rows) {
      const ctx = swatch.getContext("2d"), colour = path.look[this.stage.theme];
      ctx.setTransform(2, 0, 0, 2, 0, 0);
      ctx.clearRect(0, 0, 36, 18);
      ctx.strokeStyle = colour;
      ctx.lineWidth = 2;
      ctx.setLineDash(path.look.dash.map((length) => length * 1.6));
      ctx.beginPath();
      ctx.moveTo(1, 9);
      ctx.lineTo(35, 9);
      ctx.stroke();
      drawMarker(ctx, path.look.marker, 18, 9, 4.5, colour, this.stage.ink.page);
    }
  }

  texts(path) {
    const k = Math.min(Math.round(this.state.at), path.steps);
    const J = path.cost ? shown(path.cost[k], 3) : "";
    const remarks = [];
    if (path.left !== null && k >= path.left) remarks.push(`left the picture at step ${path.left}`);
    if (this.state.at > path.steps + 0.5) remarks.push(`ended at step ${path.steps}`);
    if (this.state.target && path.cost) {
      const met = path.cost.findIndex((cost) => cost < this.state.target);
      if (met >= 0 && met <= k) remarks.push(`below ${shown(this.state.target, 2)} from step ${met}`);
    }
    return [shown(path.W[k]), shown(path.b[k]), J, remarks.join("; ")];
  }

  summary() {
    const { state } = this;
    const rows = state.paths.slice(0, 6).map((path) => {
      const [W, b, J, remark] = this.texts(path);
      return `${path.name || "path"}: W ${W}, b ${b}${J && `, J ${J}`}${remark && `, ${remark}`}`;
    });
    const more = state.paths.length > 6 ? ` And ${state.paths.length - 6} more paths.` : "";
    return `Step ${Math.round(state.at)} of ${state.last}. ${rows.join(". ")}.${more}`;
  }

  draw() {
    const now = performance.now(), step = Math.round(this.state.at);
    if (this.stale || this.theme !== this.stage.theme) this.paintSwatches();
    this.theme = this.stage.theme;
    // While it plays nobody reads faster than ten numbers a second.
    if (!this.stale && (step === this.step || (this.state.playing && now - this.time < 100))) return;
    this.stale = false;
    this.step = step;
    this.time = now;
    for (const { path, cells } of this.rows) {
      this.texts(path).forEach((text, i) => {
        if (cells[i].textContent !== text) cells[i].textContent = text;
      });
    }
  }
}

function arrowToggles(stage, state) {
  const kinds = Object.keys(ARROWS).filter((kind) =>
    kind === "step" || state.paths.some((path) => path[kind]));
  const buttons = kinds.map((kind) => element("button", {
    type: "button", class: "optlearn-toggle", "data-arrow": kind, text: ARROWS[kind].text,
    title: ARROWS[kind].tip, "aria-pressed": String(Boolean(state.arrows[kind])),
    onclick: (event) => {
      state.arrows[kind] = !state.arrows[kind];
      event.currentTarget.setAttribute("aria-pressed", String(state.arrows[kind]));
      stage.draw();
    },
  }));
  const group = element("span", { class: "optlearn-arrows", role: "group", "aria-label": "Arrows" });
  group.append(element("span", { class: "optlearn-hint", "aria-hidden": "true", text: "arrows" }), ...buttons);
  return group;
}

/* ---- 7. The player ------------------------------------------------------------------------ */

/** Everything that the player, the explorer and the map have in common: a picture that plays. */
class Picture {
  constructor(stage) {
    const { model } = stage, scene = model.get("scene");
    this.stage = stage;
    this.scene = scene;
    this.state = {
      at: 0, last: 0, rate: scene.rate, speed: 1, playing: false, repeat: scene.repeat,
      target: scene.target, paths: [],
      arrows: Object.fromEntries(scene.arrows.map((kind) => [kind, true])),
    };
    stage.root.setAttribute("aria-label", scene.title || scene.description);
    this.contours = new Contours(stage, scene, this.state);
    this.playback = new Playback(stage, this.state, (step) => this.rest(step));
    this.series = scene.plots.length
      ? new Series(stage, scene, this.state, (at, rests) => this.playback.seek(at, rests)) : null;
    this.readout = new Readout(stage, this.state);
    this.contours.setPicture(model.get("picture"));
  }

  setPaths(paths) {
    const { state } = this;
    state.paths = paths;
    state.last = Math.max(0, ...paths.map(({ steps }) => steps));
    state.rate = this.scene.rate ?? clamp(state.last / 8, 4, 120);
    state.at = Math.min(state.at, state.last);
    this.contours.setPaths();
    this.series?.setPaths();
    this.readout.setPaths();
    this.playback.reflect();
    this.stage.draw();
  }

  /** The playhead has come to rest: say so, and let the model know the step, if it still can. */
  rest(step) {
    this.stage.later(this.readout.speak, 400);
    try {
      this.stage.model.set("step", step);
      this.stage.model.save_changes();
    } catch (error) {
      console.debug("optlearn: no kernel to tell the step to", error);
    }
  }

  /** Begin where a person left it, or else play once from the start; without motion, at the end. */
  begin() {
    const { state, stage } = this, saved = stage.model.get("step");
    if (saved >= 0) state.at = Math.min(saved, state.last);
    else if (stage.calm) state.at = state.last;
    else state.playing = this.scene.autoplay && state.last > 0;
    stage.parts.push(this.readout);
    this.readout.width = 1;
    this.playback.reflect();
    stage.root.dataset.ready = "true";
    stage.draw();
  }
}

function title(scene) {
  return scene.title ? [element("p", { class: "optlearn-title", text: scene.title })] : [];
}

function buildPlayer(stage) {
  const picture = new Picture(stage), { scene, contours, series, playback, readout } = picture;
  const read = () => readPaths(stage.model.get("paths"), scene.view);
  picture.setPaths(read());
  playback.node.append(arrowToggles(stage, picture.state));
  stage.root.append(
    ...title(scene),
    element("div", { class: `optlearn-figure${series ? "" : " optlearn-alone"}` },
      contours.node, ...(series ? [series.node] : [])),
    playback.node, readout.node, readout.status);
  picture.begin();
}

/* ---- 8. Render ---------------------------------------------------------------------------- */

const BUILDERS = { player: buildPlayer };

/** Called by anywidget for each view; what it returns ends the view. */
export function render({ model, el }) {
  const stage = new Stage(model, el), kind = model.get("kind");
  stage.root.dataset.kind = kind;
  BUILDERS[kind](stage);
  return () => stage.close();
}

export default { render };
