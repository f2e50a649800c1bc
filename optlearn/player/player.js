/* The front end of the player, the explorer and the map of settings: one file, no dependencies.
 *
 * Python computes; this file draws what it is sent and never computes a step of a descent.
 * Playhead, speed and playing belong to a view; the model hears of the step only when it rests.
 * From Python come `scene`, what stays (`scene_of` in player.py), `picture`, the contours, and `paths`.
 *
 * What a test or a style sheet may rely on:
 *   .optlearn                 root, role=group; data-kind=player|explorer|map, data-theme=light|dark,
 *                             data-playing=true|false, data-step, data-steps, data-ready=true
 *   .optlearn-contours canvas role=img, named by the description
 *   .optlearn-series canvas   role=img; press or drag scrubs
 *   .optlearn-label           a text on the figure; data-path, data-shown=true|false
 *   .optlearn-controls        role=toolbar; its buttons, slider, list and toggles go by their names
 *   .optlearn-readout         table; tbody tr[data-path] with td.optlearn-W, -b, -J, -remark
 *   .optlearn-status          role=status: what a screen reader hears when things come to rest
 *   keys, anywhere inside     space, left, right, Home, End (an arrow in a setting moves the setting)
 * Explorer:
 *   .optlearn-setting         data-setting=name; a slider or checkbox of that name, .optlearn-value
 *   .optlearn-start           the button that is dragged; arrow keys move it, with Shift further
 *   .optlearn-goal            data-met=true|false; .optlearn-goal-text, role=meter "Target"
 *   button "Show as code"     aria-expanded; .optlearn-code holds the Python call
 *   .optlearn-note            says that a kernel is needed, while none answers
 * Map:
 *   .optlearn-heat canvas     role=application; pointer and arrow keys choose a cell;
 *                             root data-column, data-row; .optlearn-cell says what it is
 *
 * Sections: 1 numbers and geometry, 2 drawing, 3 the stage of a view, 4 a chart, 5 contours,
 * 6 series, 7 playback and readout, 8 the player; for these alone, read no further: 9 the explorer,
 * 10 the map. What is exported is pure, but for `render` at the end, and is tested in tests/js.
 */

/* ---- 1. Numbers and geometry ------------------------------------------------------------- */

/** The bytes of a buffer from Python, which may be unaligned: hence the copy. */
const copied = (view) =>
  view.buffer ? view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) : view.slice(0);

export const floats = (view) => new Float32Array(copied(view));

/** Numbers sent as bfloat16, the upper halves of float32: enough for an arrow. */
export const halves = (view) =>
  new Float32Array(Uint32Array.from(new Uint16Array(copied(view)), (half) => half << 16).buffer);

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export const mix = (from, to, share) => from + (to - from) * share;

/** The inverse of mix: how far x lies on the way from low to high. */
const shareOf = (x, low, high) => (x - low) / (high - low);

/** The same on a log axis. */
const logShareOf = (x, low, high) => Math.log(x / low) / Math.log(high / low);

/** Value at a fractional step; beside a gap or beyond the end, that of the step before. */
export function valueAt(values, at) {
  const k = clamp(Math.floor(at), 0, values.length - 1);
  const next = values[Math.min(k + 1, values.length - 1)];
  return at > k && Number.isFinite(next) ? mix(values[k], next, Math.min(at - k, 1)) : values[k];
}

/** Part of a segment within a box {left, right, top, bottom}, or null (Liang and Barsky). */
export function clipSegment(x0, y0, x1, y1, box) {
  const dx = x1 - x0, dy = y1 - y0;
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null;
  let from = 0, to = 1;
  const edges = [[-dx, x0 - box.left], [dx, box.right - x0], [-dy, y0 - box.top], [dy, box.bottom - y0]];
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
  const rough = (high - low) / Math.max(count, 1), power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Exponents of the powers of ten within [low, high], thinned evenly to about `count`. */
export function decades(low, high, count) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(count, 1)));
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => first + i)
    .filter((exponent) => exponent % stride === 0);
}

const trueMinus = (text) => String(text).replace(/-/g, "−");

/** Numbers along an axis; where one of them is long, all with a power of ten if that is shorter. */
export function axisTexts(values) {
  const plain = values.map(String), powers = values.map((x) => (x === 0 ? "0" : x.toExponential()));
  const shorter = powers.join("").length < plain.join("").length;
  return (shorter && plain.some((text) => text.length > 6) ? powers : plain).map(trueMinus);
}

/** Where a number was finite, but held at an end of float32 when it was sent (`sweeps.py`). */
const TINIEST = 2 ** -126, LARGEST = 3.4e38;

/** A number as the readout shows it: a few figures, a true minus, words for what is no number. */
export function shown(x, figures = 4) {
  if (Number.isNaN(x)) return "not a number";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x), plain = size >= 1e-3 && size < 1e5;
  if (size > LARGEST) return x > 0 ? "> 3.4e+38" : "< −3.4e+38";
  if (size === TINIEST) return x > 0 ? "< 1.2e−38" : "> −1.2e−38";
  return size === 0 ? "0" : trueMinus(plain ? x.toPrecision(figures) : x.toExponential(figures - 2));
}

/** A limit as somebody has chosen it, so with all its figures and no more. */
const limitShown = (limit) => trueMinus(limit >= 1e-3 && limit < 1e5 ? limit : limit.toExponential());

/** A number that is known to within half a grain only, in as many decimals as are sure. */
export const grained = (x, grain) => trueMinus(x.toFixed(Math.max(0, Math.floor(-Math.log10(grain)))))
  .replace(/^−(0\.?0*)$/, "$1");

/** Where a cost is below a limit: the first such step, and whether it stays so to the last one. */
export function below(cost, limit) {
  const first = cost.findIndex((J) => J < limit), stays = cost.subarray(Math.max(first, 0)).every((J) => J < limit);
  return { first, text: `J < ${limitShown(limit)} ${stays ? "from" : "first at"} step ${first}`, stays };
}

/** Bytes that Python deflated. */
export const inflated = async (view) => new Uint8Array(await new Response(
  new Blob([copied(view)]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());

/* ---- 2. Drawing -------------------------------------------------------------------------- */

const FACE = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";

const regular = (corners, turn, inner = 1) => Array.from({ length: corners }, (_, i) => {
  const angle = ((i + turn) / corners) * 2 * Math.PI - Math.PI / 2, radius = i % 2 ? inner : 1;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius];
});
const PLUS = [
  [-1, -0.35], [-0.35, -0.35], [-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35],
  [1, 0.35], [0.35, 0.35], [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35],
];
/** Matplotlib's markers by their signs, as polygons of radius 1; what is not here is a circle. */
const MARKERS = {
  s: regular(4, 0.5), D: regular(4, 0), "^": regular(3, 0), v: regular(3, 1.5),
  ">": regular(3, 0.75), "<": regular(3, 2.25), p: regular(5, 0), h: regular(6, 0),
  "*": regular(10, 0, 0.45).map(([x, y]) => [1.25 * x, 1.25 * y]), P: PLUS,
  X: PLUS.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
};

function traceMarker(ctx, marker, x, y, radius) {
  const corners = MARKERS[marker], size = radius * 1.2;
  if (corners) {
    corners.forEach(([cx, cy], i) => ctx[i ? "lineTo" : "moveTo"](x + cx * size, y + cy * size));
    ctx.closePath();
  } else {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

/** A marker with a rim of the page's colour, so that it stands off the lines below it. */
function drawMarker(ctx, marker, x, y, radius, colour, rim) {
  ctx.beginPath();
  traceMarker(ctx, marker, x, y, radius);
  ctx.setLineDash([]);
  Object.assign(ctx, { lineJoin: "round", lineWidth: 3, strokeStyle: rim, fillStyle: colour });
  ctx.stroke();
  ctx.fill();
}

function drawArrow(ctx, x, y, dx, dy, width) {
  const length = Math.hypot(dx, dy), head = Math.min(4 + 2.5 * width, length), wing = head * 0.45;
  const ux = dx / length, uy = dy / length, neckX = x + dx - ux * head, neckY = y + dy - uy * head;
  drawLine(ctx, [[x, y], [neckX + ux, neckY + uy]], { lineWidth: width, lineCap: "butt" });
  ctx.beginPath();
  ctx.moveTo(x + dx, y + dy);
  ctx.lineTo(neckX - uy * wing, neckY + ux * wing);
  ctx.lineTo(neckX + uy * wing, neckY - ux * wing);
  ctx.fill();
}

/** Change a text, if it is another one: the page would lay out anew what was written again. */
const say = (node, text) => { if (node.textContent !== text) node.textContent = text; };

/** Something to paint on that is not on the page. */
const layer = () => document.createElement("canvas").getContext("2d");

const within = (x, y, { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;

/** Draw within a rectangle only. */
function clipped(ctx, { left, top, right, bottom }, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  draw();
  ctx.restore();
}

function drawLine(ctx, points, look) {
  Object.assign(ctx, look);
  ctx.beginPath();
  points.forEach(([x, y], i) => ctx[i ? "lineTo" : "moveTo"](x, y));
  ctx.stroke();
}

/** Segments [x0, y0, x1, y1] × n (NaN where there is none), as one line per run. */
function drawSegments(ctx, segments, from, to) {
  ctx.beginPath();
  let x = NaN, y = NaN;
  for (let i = 4 * from; i < 4 * to; i += 4) {
    if (Number.isNaN(segments[i])) continue;
    if (segments[i] !== x || segments[i + 1] !== y) ctx.moveTo(segments[i], segments[i + 1]);
    [x, y] = [segments[i + 2], segments[i + 3]];
    ctx.lineTo(x, y);
  }
  ctx.stroke();
}

function write(ctx, text, x, y, colour, textAlign = "left", textBaseline = "middle", font = FACE) {
  Object.assign(ctx, { font, textAlign, textBaseline, fillStyle: colour });
  ctx.fillText(text, x, y);
}

/** An element; on… properties become listeners, and a text is only ever a text. */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

const button = (properties, ...children) => element("button", { type: "button", ...properties }, ...children);

const ICONS = {
  start: "M3 3h2v10H3zM13 3v10L5.5 8z", back: "M11 3v10L4 8zM11.5 3h1.5v10h-1.5z",
  play: "M4 2.5v11L13 8z", pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M5 3v10l7-5zM3 3h1.5v10H3z", end: "M11 3h2v10h-2zM3 3v10l7.5-5z",
  gradient: "M0 7.3h11v1.4H0zM10 4.5 16 8l-6 3.5z", velocity: "M0 6.4h9v3.2H0zM8 3l8 5-8 5z",
  step: "M0 7.2h2.2v1.6H0zM4 7.2h2.2v1.6H4zM8 7.2h2.2v1.6H8zM10.5 4.5 16 8l-5.5 3.5z",
  repeat: "M4 4h7V2l3.5 3L11 8V6H5v3H3V5q0-1 1-1zM12 12H5v2l-3.5-3L5 8v2h6V7h2v4q0 1-1 1z",
};

function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Direction [right, up] of an arrow key, which then does nothing else; ten times as far with Shift.
 * With any other key it is the browser's: Alt and an arrow go back a page. */
function arrowed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (way) event.preventDefault();
  return way?.map((part) => part * (event.shiftKey ? 10 : 1));
}

/* ---- 3. The stage of a view: root, theme, sizes, frames and end --------------------------- */

/** Whether the page is dark: as Jupyter, VS Code or a book says, or else the system. */
function pageIsDark() {
  const { body, documentElement: html } = document;
  const said = { true: "light", false: "dark" }[body.dataset.jpThemeLight]
    ?? (/vscode-(dark|high-contrast)(?!-light)/.test(body.className) ? "dark" : null)
    ?? (body.classList.contains("vscode-light") ? "light" : html.dataset.theme);
  return said === "dark" || (said !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

const INKS = ["page", "text", "quiet", "line", "contour", "valley", "fill", "never", "diverged"];

/** What a view stands on: its root, and all that goes on from frame to frame until it is closed. A
 * part is drawn by `draw`, after `prepare` where it is stale; a chart also takes its size, by `measure`. */
class Stage {
  constructor(model, host) {
    this.model = model;
    this.ending = new AbortController(); // every listener and observer goes with it
    this.timers = new Map();
    this.parts = []; // what is drawn, in this order
    this.visible = true;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // The last attribute is Lumino's: keys pressed in here do not move Jupyter's selection.
    this.root = element("div", {
      class: "optlearn", role: "group", tabindex: "-1", "data-lm-suppress-shortcuts": "true",
    });
    host.append(this.root);
    // Lumino looks for it from the element in focus upwards, but at its shortcuts first: without it
    // on the element itself, JupyterLab would take the arrow keys of a slider.
    this.listen(this.root, "focusin", ({ target }) => {
      target.dataset.lmSuppressShortcuts = "true";
    });
    this.followTheme();
    // Out of sight nothing is drawn, and the playhead waits.
    this.kept(new IntersectionObserver((entries) => {
      const { isIntersecting, intersectionRatio } = entries.at(-1);
      this.visible = isIntersecting;
      if (isIntersecting) for (const part of this.parts) part.measure?.();
      if (intersectionRatio >= 0.5) this.onseen?.();
      this.redraw();
    }, { threshold: [0, 0.5] })).observe(this.root);
  }

  kept(observer) {
    this.ending.signal.addEventListener("abort", () => observer.disconnect());
    return observer;
  }

  listen(target, type, callback) {
    target.addEventListener(type, callback, { signal: this.ending.signal });
  }

  /** Follow a pointer from where it is pressed to where it is released, wherever it goes meanwhile. */
  drag(node, press, follow) {
    let last = null;
    this.listen(node, "pointerdown", (event) => {
      if (event.button !== 0 || node.disabled) return;
      last = event;
      node.setPointerCapture(event.pointerId);
      press(event);
    });
    this.listen(node, "pointermove", (event) => {
      if (node.hasPointerCapture(event.pointerId)) follow((last = event), false);
    });
    // Released, or a touch that the page takes for scrolling: its own end would tell no place.
    this.listen(node, "lostpointercapture", () => follow(last, true));
  }

  /** Call back once things have been quiet for a while; asking again starts the wait anew. */
  later(callback, milliseconds) {
    clearTimeout(this.timers.get(callback));
    this.timers.set(callback, setTimeout(callback, milliseconds));
  }

  followTheme() {
    this.readTheme = () => {
      this.theme = pageIsDark() ? "dark" : "light";
      this.root.dataset.theme = this.theme;
      const style = getComputedStyle(this.root);
      const ink = (name) => style.getPropertyValue(`--optlearn-${name}`).trim();
      this.ink = Object.fromEntries(INKS.map((name) => [name, ink(name)]));
      for (const part of this.parts) part.stale = true;
      this.redraw();
    };
    const observer = this.kept(new MutationObserver(() => {
      this.readTheme();
      this.later(this.readTheme, 300); // Jupyter's style sheet arrives after its attribute
    }));
    const attributeFilter = ["class", "data-theme", "data-jp-theme-light"];
    for (const node of [document.body, document.documentElement]) observer.observe(node, { attributeFilter });
    this.listen(matchMedia("(prefers-color-scheme: dark)"), "change", this.readTheme);
    this.readTheme();
  }

  /** Ask for a frame, in which whatever has changed is drawn. */
  redraw() {
    if (!this.frame && !this.ending.signal.aborted) this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  tick(time) {
    this.frame = 0;
    if (this.visible) this.paint(this.time ? Math.min((time - this.time) / 1000, 0.1) : 0);
    const goesOn = this.visible && this.isPlaying?.();
    this.time = goesOn ? time : 0;
    if (goesOn) this.redraw();
  }

  paint(seconds) {
    this.advance?.(seconds);
    for (const part of this.parts) {
      if (part.width === 0) continue;
      if (part.stale) part.prepare();
      part.stale = false;
      part.draw();
    }
  }

  close() {
    this.ending.abort();
    cancelAnimationFrame(this.frame);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.root.remove();
  }
}

/* ---- 4. A chart: a frame with axes and labels on a canvas -------------------------------- */

const overlap = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const FOREIGN = 40; // pixels within which another line makes a label ambiguous
const AROUND = [[0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [1, 1], [-1, -1], [-1, 1]];

/** Put labels beside their lines: inside the box, off each other, away from what is drawn.
 *
 * requests: [{width, height, anchors: [[x, y, cost], …]}], where a cost of 1 is as bad as a line
 * across the label; crowd: points [x, y, owner] to stay away from, and further from one whose owner is
 * another request, for which the label could be taken; taken: rectangles to stay off. Returns
 * {x, y, width, height, anchor} for each. A label for which no place is free beside an anchor goes to
 * the free row nearest to its last one, and one without anchors to the right edge of the box.
 */
export function placeLabels(requests, crowd, box, taken = []) {
  const placed = [...taken];
  const fits = (r) => r.x >= box.left && r.x + r.width <= box.right && r.y >= box.top &&
    r.y + r.height <= box.bottom && !placed.some((other) => overlap(r, other));
  return requests.map(({ width, height, anchors }, row) => {
    let best = null, least = Infinity;
    anchors.forEach(([ax, ay, price = 0], anchor) => {
      for (const [sx, sy] of AROUND) {
        const x = ax - width / 2 + sx * (width / 2 + 9), y = ay - height / 2 + sy * (height / 2 + 9);
        const place = { x, y, width, height, anchor };
        if (!fits(place)) continue;
        let cost = price + anchor / anchors.length, near = FOREIGN;
        for (const [px, py, owner = row] of crowd) {
          const across = Math.max(x - px, px - x - width), down = Math.max(y - py, py - y - height);
          if (owner !== row) near = Math.min(near, Math.max(across, down, 0));
          if (across < 5 && down < 5) cost += across < 0 && down < 0 ? 1 : 0.1;
          if (cost >= least) break;
        }
        cost += 4 * (1 - near / FOREIGN);
        if (cost < least) [least, best] = [cost, place];
      }
    });
    if (!best) {
      const [ax, ay] = anchors.at(-1) ?? [box.right, box.top], anchor = Math.max(anchors.length - 1, 0);
      const x = clamp(ax - width / 2, box.left, box.right - width), y = clamp(ay, box.top, box.bottom - height);
      const rows = Array.from({ length: Math.max(2 * Math.ceil((box.bottom - box.top) / height), 1) }, (_, i) => (
        { x, y: y + (i % 2 ? -1 : 1) * Math.ceil(i / 2) * height, width, height, anchor }));
      best = rows.find(fits) ?? rows[0];
    }
    placed.push(best);
    return best;
  });
}

/** Anchors with their costs: up to 2 where another line is near, for which the label could be taken. */
const apart = (anchors, others, far) => anchors.map(([x, y]) => {
  const near = others.reduce((least, [ox, oy]) => Math.min(least, Math.hypot(x - ox, y - oy)), far);
  return [x, y, 2 - (2 * near) / far];
});

/** What contours, series and heat map have in common. What stays from frame to frame is painted on
 * layers off the screen by `prepare`, when it is stale; `draw` copies them, and adds what moves. */
class Chart {
  constructor(stage, name, attributes, margin) {
    Object.assign(this, { stage, margin, width: 0, height: 0, stale: true, labels: [], base: layer() });
    this.canvas = element("canvas", attributes);
    this.ctx = this.canvas.getContext("2d");
    this.box = element("div", { class: `optlearn-box optlearn-${name}` }, this.canvas);
    stage.kept(new ResizeObserver(() => this.measure())).observe(this.canvas);
    stage.parts.push(this);
  }

  /** Take the size of the canvas, and as many pixels as it has on the screen: a slide is scaled. */
  measure() {
    const { stage, canvas } = this, { clientWidth: width, clientHeight: height } = canvas;
    if (width < 40 || height < 40) return;
    const scale = canvas.getBoundingClientRect().width / width;
    const density = devicePixelRatio * (Math.abs(scale - 1) < 0.02 ? 1 : clamp(scale, 1, 3));
    if (width === this.width && height === this.height && density === this.density) return;
    if (!stage.ink.page) stage.readTheme(); // until now not in the page, so without its styles
    Object.assign(this, { width, height, density, stale: true });
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    stage.paint(0); // at once: a canvas of a new size is blank
  }

  prepare() {
    const { left, right, top, bottom } = this.margin;
    const width = this.width - left - right, height = this.height - top - bottom;
    this.frame = { left, top, width, height, right: left + width, bottom: top + height };
    this.clear(this.base);
    this.base.fillStyle = this.stage.ink.page;
    this.base.fillRect(0, 0, this.width + 1, this.height + 1); // its pixels may be rounded up
    this.paintBase(this.base);
  }

  /** Make a layer ready to paint on: empty, and of the canvas's size. */
  clear(ctx) {
    ctx.canvas.width = this.canvas.width;
    ctx.canvas.height = this.canvas.height;
    ctx.scale(this.density, this.density);
  }

  /** Copy a layer, and leave the context ready for CSS pixels. */
  blit(layer, ctx = this.ctx) {
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(layer.canvas, 0, 0);
    ctx.setTransform(this.density, 0, 0, this.density, 0, 0);
  }

  /** Pixels of a share of the frame's width, from the left, and of its height, from below. */
  across(share) { return mix(this.frame.left, this.frame.right, share); }
  up(share) { return mix(this.frame.bottom, this.frame.top, share); }

  /** The inverse: both shares of where a pointer is. */
  pointer({ clientX, clientY }) {
    const { canvas, frame } = this, { left, top, width, height } = canvas.getBoundingClientRect();
    // In the canvas's own pixels: a slide is scaled and magnified.
    const x = (clientX - left) * (canvas.clientWidth / width);
    const y = (clientY - top) * (canvas.clientHeight / height);
    return [shareOf(x, frame.left, frame.right), shareOf(y, frame.bottom, frame.top)];
  }

  /** Ticks and their numbers, below the frame and left of it, and the name of the axis below. */
  paintAxes(ctx, across, up, name, font) {
    const { frame, stage: { ink } } = this, tick = { strokeStyle: ink.line, lineWidth: 1 };
    ctx.font = FACE;
    ctx.setLineDash([]);
    axisTexts(across).forEach((text, i) => {
      const x = this.x(across[i]), half = ctx.measureText(text).width / 2;
      drawLine(ctx, [[x, frame.bottom], [x, frame.bottom + 4]], tick);
      write(ctx, text, clamp(x, half, this.width - half), frame.bottom + 6, ink.quiet, "center", "top");
    });
    axisTexts(up).forEach((text, i) => {
      const y = this.y(up[i]);
      drawLine(ctx, [[frame.left - 4, y], [frame.left, y]], tick);
      write(ctx, text, frame.left - 7, y, ink.quiet, "right");
    });
    write(ctx, name, this.across(0.5), this.height - 1, ink.text, "center", "bottom", font);
  }

  /** Put texts on the box, each beside one of its anchors. texts: [{text, colour, anchors, path, at}],
   * `at` with the step for each anchor from which on the text is shown, if not always. */
  setLabels(texts, crowd, taken) {
    const { ctx, box, stage, frame: { left, right, top, bottom } } = this;
    for (const { node } of this.labels) node.remove();
    // In a small picture a name must find room beside its line; on a slide all must read it.
    const fontSize = right - left < 260 && this.density <= devicePixelRatio ? "11px" : "12px";
    ctx.font = `600 ${FACE}`.replace("12px", fontSize);
    const inside = { left: left + 3, right: right - 3, top: top + 3, bottom: bottom - 3 };
    const requests = texts.map(({ text, anchors }) => {
      const width = Math.min(ctx.measureText(text).width + 9, inside.right - inside.left);
      return { width, height: 17, anchors };
    });
    const places = placeLabels(requests, crowd, inside, taken);
    this.labels = texts.map(({ text, colour, path = "", at }, i) => {
      const { x, y, width, anchor } = places[i];
      const node = element("span", { class: "optlearn-label", "aria-hidden": "true", text });
      Object.assign(node.dataset, { path, shown: !at });
      Object.assign(node.style, {
        transform: `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`,
        maxWidth: `${Math.ceil(width)}px`, fontSize,
        color: `color-mix(in srgb, ${colour} 80%, ${stage.ink.text})`, // words need more contrast than lines
      });
      box.append(node);
      return { node, since: at?.[anchor] ?? 0 };
    });
  }
}

/* ---- 5. Contours, and paths on them ------------------------------------------------------- */

const ARROWS = {
  gradient: ["Thin: downhill, against the gradient at this point", 1.6],
  velocity: ["Thick, in the path's colour: against the average of the gradients", 3.2],
  step: ["Dotted: the step that is taken next, true to scale", 1.6],
};
const NEARBY = [-2, -1, 0, 1, 2]; // steps, which share the scale of their arrows
const RECENT = 9; // steps behind the playhead that are emphasised

/** Where a path, in pixels, is at a fractional step. */
const pointAt = ({ x, y }, at) => [valueAt(x, at), valueAt(y, at)];

/** A path as Python sends it {name, look, points, cost, gradient, velocity}, its buffers read.
 * place: its row in the readout; left: the step at which it leaves the picture, or null. */
function readPath(path, place, view) {
  const points = floats(path.points), count = points.length / 2;
  const pair = (all) => all && [all.subarray(0, count), all.subarray(count)];
  const [W, b] = pair(points);
  return {
    ...path, place, W, b, steps: count - 1, left: leavingStep(W, b, view), cost: path.cost && floats(path.cost),
    gradient: pair(path.gradient && halves(path.gradient)), velocity: pair(path.velocity && halves(path.velocity)),
  };
}

/** The landscape, and what happens on it: trails up to the playhead, arrows, and where each path is. */
class Contours extends Chart {
  constructor(stage, scene, state) {
    const attributes = { role: "img", "aria-label": scene.description };
    super(stage, "contours", attributes, { left: 40, right: 8, top: 8, bottom: 34 }); // but for the left, the style sheet's too
    Object.assign(this, { scene, state, trail: layer() });
    this.box.style.aspectRatio = String(scene.aspect);
    const { W, b } = scene.view;
    this.ctx.font = FACE;
    const widest = Math.max(...axisTexts(ticks(...b, 10)).map((text) => this.ctx.measureText(text).width));
    if (widest > this.margin.left - 7) this.margin.left = Math.ceil(widest) + 23; // beside the name of the axis
    this.box.style.setProperty("--left", `${this.margin.left}px`);
    this.span = { W: W[1] - W[0], b: b[1] - b[0] };
  }

  /** Contours that Python has computed; the same ones again cost nothing. */
  setLandscape(landscape) {
    if (landscape === this.landscape) return;
    const all = new Uint16Array(copied(landscape.points));
    let from = 0;
    this.levels = landscape.levels.map((lengths) =>
      lengths.map((length) => all.subarray(from, (from += 2 * length))));
    Object.assign(this, { landscape, stale: true });
  }

  /** Paths alone have changed: the landscape below them stays as it is painted. */
  setPaths() {
    if (!this.stale) this.preparePaths();
  }

  x(W) { return this.across(shareOf(W, ...this.scene.view.W)); }
  y(b) { return this.up(shareOf(b, ...this.scene.view.b)); }

  /** The point [W, b] below a pointer. */
  pointBelow(event) {
    const [across, up] = this.pointer(event), { W, b } = this.scene.view;
    return [mix(...W, across), mix(...b, up)];
  }

  prepare() {
    super.prepare();
    this.preparePaths();
    this.onprepared?.();
  }

  preparePaths() {
    for (const path of this.state.paths) this.project(path);
    this.drawn = null;
    this.arrangeLabels();
  }

  /** A path in pixels, each segment cut at the frame; where it leaves for good it ends. */
  project(path) {
    const { W, b, steps } = path;
    path.x = Float32Array.from(W, (value) => this.x(value));
    path.y = Float32Array.from(b, (value) => this.y(value));
    path.segments = new Float32Array(4 * steps).fill(NaN);
    path.lengths = new Float32Array(steps + 1); // so that dashes go on from one segment to the next
    path.end = path.left ?? steps;
    path.exit = null; // where it leaves, if it does, and does not start outside
    for (let k = 0; k < path.end; k += 1) {
      const part = clipSegment(path.x[k], path.y[k], path.x[k + 1], path.y[k + 1], this.frame);
      if (part) path.segments.set(part, 4 * k);
      path.lengths[k + 1] = path.lengths[k] + (part ? Math.hypot(part[2] - part[0], part[3] - part[1]) : 0);
      if (k + 1 === path.left) path.exit = part?.slice(2) ?? [path.x[k], path.y[k]];
    }
  }

  paintBase(ctx) {
    const { frame, landscape: { reach }, scene: { view, minimum }, stage: { ink } } = this;
    ctx.fillStyle = ink.valley;
    ctx.fillRect(frame.left, frame.top, frame.width, frame.height);
    Object.assign(ctx, { lineWidth: 1, lineJoin: "round", strokeStyle: ink.contour, fillStyle: ink.fill });
    const left = this.x(reach.W[0]), bottom = this.y(reach.b[0]);
    const wide = (this.x(reach.W[1]) - left) / 65535, high = (this.y(reach.b[1]) - bottom) / 65535;
    clipped(ctx, frame, () => {
      for (const rings of this.levels) {
        const region = new Path2D(), above = new Path2D();
        for (const ring of rings) {
          for (let i = 0; i < ring.length; i += 2) {
            region[i ? "lineTo" : "moveTo"](left + wide * ring[i], bottom + high * ring[i + 1]);
          }
          region.closePath();
        }
        above.rect(0, 0, this.width, this.height);
        above.addPath(region);
        ctx.fill(above, "evenodd"); // higher is darker, as in the course's pictures
        ctx.stroke(region);
      }
    });
    ctx.strokeStyle = ink.line;
    ctx.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.width - 1, frame.height - 1);
    if (minimum) {
      const x = this.x(minimum.W), y = this.y(minimum.b);
      for (const [lineWidth, strokeStyle] of [[5, ink.page], [2, ink.text]]) {
        drawLine(ctx, [[x - 6, y], [x + 6, y]], { lineWidth, strokeStyle, lineCap: "round" });
        drawLine(ctx, [[x, y - 6], [x, y + 6]], {});
      }
    }
    const italic = `italic 600 ${FACE.replace("12px", "14px")}`;
    this.paintAxes(ctx, ticks(...view.W, frame.width / 75), ticks(...view.b, frame.height / 50), "W", italic);
    write(ctx, "b", 2, this.up(0.5), ink.text, "left", "middle", italic);
  }

  arrangeLabels() {
    const { paths } = this.state, { minimum } = this.scene, texts = [];
    const dots = paths.map((path) => {
      const count = Math.min(2 * path.end + 1, 200);
      return Array.from({ length: count }, (_, i) => pointAt(path, (i / count) * path.end))
        .filter(([x, y]) => Number.isFinite(x + y));
    });
    paths.forEach(({ x, y, end, left, exit, place, name, look }, i) => {
      const others = dots.filter((_, j) => j !== i).flat(), at = []; // steps some way from each other
      for (let k = 0, last; k <= end && at.length < 200 / paths.length; k += 1) {
        if (!within(x[k], y[k], this.frame) || Math.hypot(x[k] - x[last], y[k] - y[last]) < 14) continue;
        at.push((last = k));
      }
      const anchors = apart(at.map((k) => [x[k], y[k]]), others, 40);
      const item = { colour: look[this.stage.theme], path: place };
      if (name) texts.push({ ...item, text: name, anchors, at });
      if (exit) texts.push({ ...item, text: `left the picture at step ${left}`, anchors: [exit], at: [left] });
      if (left === 0) texts.push({ ...item, text: "starts outside the picture", anchors: [], at: [] });
    });
    const around = (x, y, reach) => ({ x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach });
    const taken = paths.map(({ x, y }) => around(x[0], y[0], this.scene.ghost ? 15 : 8));
    if (minimum) taken.push(around(this.x(minimum.W), this.y(minimum.b), 9));
    this.setLabels(texts, dots.flat(), taken);
  }

  draw() {
    const { ctx, state } = this;
    this.extendTrails();
    this.blit(this.trail);
    for (const path of state.paths) this.drawRecent(ctx, path);
    for (const path of state.paths) this.drawArrows(ctx, path);
    for (const path of state.paths) this.drawHead(ctx, path);
    for (const item of this.labels) {
      const due = item.since <= state.at;
      if (item.due !== due) item.node.dataset.shown = String((item.due = due));
    }
  }

  /** First of the steps that are emphasised behind the playhead. */
  recent({ steps }) { return Math.max(0, Math.floor(Math.min(this.state.at, steps)) - RECENT); }

  pen(ctx, { look, lengths }, globalAlpha, lineWidth, from) {
    const colour = look[this.stage.theme];
    Object.assign(ctx, { globalAlpha, lineWidth, strokeStyle: colour, fillStyle: colour });
    Object.assign(ctx, { lineJoin: "round", lineCap: "butt", lineDashOffset: lengths[from] });
    ctx.setLineDash(look.dash.map((length) => 2 * length));
  }

  /** Older trails lie on a layer of their own, which only grows while the playhead goes on. */
  extendTrails() {
    const { state, trail } = this, tops = state.paths.map((path) => this.recent(path));
    if (!this.drawn || tops.some((top, i) => top < this.drawn[i])) {
      this.clear(trail);
      this.blit(this.base, trail);
      this.drawn = tops.map(() => 0);
    }
    state.paths.forEach((path, i) => {
      const from = this.drawn[i], to = (this.drawn[i] = tops[i]);
      if (to === from) return;
      this.pen(trail, path, 0.62, 1.6, from);
      drawSegments(trail, path.segments, from, Math.min(to, path.end));
      if (path.steps <= 80) this.drawSteps(trail, path, from, to, 1.9);
    });
  }

  drawRecent(ctx, path) {
    const at = Math.min(this.state.at, path.steps), k = Math.floor(at), recent = this.recent(path);
    if (this.scene.ghost && k < path.end) {
      this.pen(ctx, path, 0.3, 1.3, k);
      drawSegments(ctx, path.segments, k, path.end);
    }
    this.pen(ctx, path, 1, 2.4, recent);
    drawSegments(ctx, path.segments, recent, Math.min(k, path.end));
    if (at > k && k < path.end) {
      const part = clipSegment(path.x[k], path.y[k], ...pointAt(path, at), this.frame);
      ctx.lineDashOffset = path.lengths[k];
      if (part) drawSegments(ctx, part, 0, 1);
    }
    this.drawSteps(ctx, path, recent, k + 1, 2.5);
  }

  /** The real steps, as markers; only the last ones of a long path. */
  drawSteps(ctx, { x, y, look: { marker } }, from, to, radius) {
    ctx.setLineDash([]);
    ctx.beginPath();
    for (let k = from; k < to; k += 1) {
      if (within(x[k], y[k], this.frame)) traceMarker(ctx, marker, x[k], y[k], radius);
    }
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  drawHead(ctx, path) {
    const at = Math.min(this.state.at, path.steps), gone = path.exit && at >= path.left;
    const [x, y] = gone ? path.exit : pointAt(path, at);
    if (!within(x, y, this.frame) && !gone) return;
    const [marker, radius] = gone ? ["X", 4.5] : [path.look.marker, 5.5];
    drawMarker(ctx, marker, x, y, radius, path.look[this.stage.theme], this.stage.ink.page);
  }

  drawArrows(ctx, path) {
    const { state, frame } = this, at = Math.min(state.at, path.steps), k = Math.floor(at);
    const [x, y] = pointAt(path, at);
    if (!within(x, y, frame) || k >= path.steps) return;
    for (const kind of ["velocity", "gradient", "step"]) {
      if (!state.arrows[kind] || (kind !== "step" && !path[kind])) continue;
      const [dx, dy] = kind === "step" ? [path.x[k + 1] - x, path.y[k + 1] - y] : this.downhill(path, kind, at);
      if (!(Math.hypot(dx, dy) > 3 && Math.hypot(dx, dy) < 1e4)) continue;
      clipped(ctx, frame, () => this.drawNamedArrow(ctx, kind, path, x, y, dx, dy));
    }
  }

  /** Against a gradient or a velocity, in pixels. Both have one scale: that of the largest nearby. */
  downhill(path, kind, at) {
    const { frame, span } = this, k = Math.floor(at), [along, across] = path[kind];
    const sizes = [path.gradient, path.velocity].filter(Boolean).flatMap(([W, b]) =>
      NEARBY.map((ahead) => Math.hypot(W[k + ahead] / span.W, b[k + ahead] / span.b)));
    const largest = Math.max(0, ...sizes.filter(Number.isFinite));
    const scale = largest && (0.26 * Math.min(frame.width, frame.height * 1.4)) / largest;
    return [(-valueAt(along, at) / span.W) * scale, (valueAt(across, at) / span.b) * scale];
  }

  drawNamedArrow(ctx, kind, path, x, y, dx, dy) {
    const { ink, theme } = this.stage, length = Math.hypot(dx, dy);
    ctx.strokeStyle = ctx.fillStyle = kind === "velocity" ? path.look[theme] : ink.text;
    ctx.setLineDash(kind === "step" ? [3, 2.5] : []);
    drawArrow(ctx, x, y, dx, dy, ARROWS[kind][1]);
    if (this.state.paths.length > 1 || length < 24) return;
    ctx.setLineDash([]);
    Object.assign(ctx, { lineWidth: 3, strokeStyle: ink.page, font: FACE });
    Object.assign(ctx, { textAlign: dx < 0 ? "right" : "left", textBaseline: dy < 0 ? "bottom" : "top" });
    const tip = [x + dx + (5 * dx) / length, y + dy + (5 * dy) / length];
    ctx.strokeText(kind, ...tip);
    ctx.fillText(kind, ...tip);
  }
}

/* ---- 6. Series against the step, on log axes ---------------------------------------------- */

/** Range of a log axis: what is positive and finite, 14 decades at most, and no higher than 1,000
 * times the highest start, so that a path which diverges leaves this picture too. */
export function logRange(series) {
  let low = Infinity, high = 0, start = 0;
  for (const values of series) {
    if (values[0] < Infinity) start = Math.max(start, values[0]);
    for (const y of values) if (y > 0 && y < Infinity) [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  if (high === 0) return [0.1, 10];
  if (start > 0) high = Math.min(high, start * 1e3);
  return [clamp(low, high * 1e-14, high / 10) / 1.5, high * 1.5];
}

export const powerOfTen = (exponent) => exponent >= 0 && exponent <= 2 ? String(10 ** exponent)
  : `10${String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])}`;

const PANELS = {
  cost: [["cost J", ({ cost }) => cost]],
  distance: ["W", "b"].map((name) => [
    `distance along ${name}`, (path, minimum) => path[name].map((value) => Math.abs(value - minimum[name])),
  ]),
};

/** Lines over the steps, bright up to the playhead and faint as far as it has ever been: what is still
 * to come, a guess may be about. A panel for each quantity. */
class Series extends Chart {
  constructor(stage, scene, state, seek) {
    const name = `${scene.plots.join(" and ")} against the step, on a log axis`;
    super(stage, "series", { role: "img", "aria-label": name }, { left: 40, right: 14, top: 0, bottom: 34 });
    Object.assign(this, { scene, state, bright: layer(), faint: layer(), seen: 0 });
    const follow = (event, rests) => seek(clamp(this.pointer(event)[0], 0, 1) * state.last, rests);
    stage.drag(this.canvas, (event) => follow(event, false), follow);
  }

  setPaths() {
    const { scene, state } = this;
    this.panels = scene.plots.flatMap((plot) => PANELS[plot]).map(([title, values]) => {
      const lines = state.paths.map((path) => values(path, scene.minimum) ?? []);
      const [target, range] = title === "cost J" ? [scene.target, scene.range] : [null, null];
      return { title, lines, target, range: range ?? logRange(target ? [...lines, [target]] : lines) };
    });
    this.box.style.minHeight = `${45 + 75 * this.panels.length}px`;
    this.stale = true;
  }

  x(step) { return this.across(this.state.last && step / this.state.last); }

  /** Height of a value: exactly 0 is at the foot, and what is far off is not much further off. */
  y({ top, bottom, range }, value) {
    if (!(value >= 0 && value < Infinity)) return NaN;
    return clamp(mix(bottom, top, logShareOf(value, ...range)), top - 50, value === 0 ? bottom : bottom + 50);
  }

  prepare() {
    super.prepare();
    for (const [lines, alpha, width] of [[this.faint, 0.3, 1.3], [this.bright, 1, 1.9]]) {
      this.clear(lines);
      this.paintLines(lines, alpha, width);
    }
  }

  paintBase(ctx) {
    const { frame, panels, stage: { ink } } = this, share = (frame.height + 1) / panels.length;
    for (const [i, panel] of panels.entries()) {
      Object.assign(panel, { top: i * share + 23, bottom: (i + 1) * share - 1 });
      write(ctx, panel.title, frame.left, panel.top - 4, ink.text, "left", "bottom");
      const across = (y, look) => drawLine(ctx, [[frame.left, y], [frame.right, y]], { lineWidth: 1, ...look });
      across(panel.bottom + 0.5, { strokeStyle: ink.line });
      for (const exponent of decades(...panel.range, (panel.bottom - panel.top) / 24)) {
        const y = Math.round(this.y(panel, 10 ** exponent)) + 0.5;
        across(y, { globalAlpha: 0.5 });
        ctx.globalAlpha = 1;
        write(ctx, powerOfTen(exponent), frame.left - 6, y, ink.quiet, "right");
      }
      if (!panel.target) continue;
      const y = this.y(panel, panel.target);
      ctx.setLineDash([5, 4]);
      across(y, { strokeStyle: ink.text });
      ctx.setLineDash([]);
      write(ctx, "target", frame.left + 4, y - 2, ink.text, "left", "bottom");
    }
    this.paintAxes(ctx, ticks(0, this.state.last, frame.width / 70).filter(Number.isInteger), [], "step");
  }

  paintLines(ctx, globalAlpha, lineWidth) {
    for (const panel of this.panels) {
      const seen = { left: 0, right: this.width, top: panel.top - 1, bottom: panel.bottom + 1 };
      clipped(ctx, seen, () => panel.lines.forEach((values, i) => {
        const { look } = this.state.paths[i];
        Object.assign(ctx, { globalAlpha, lineWidth, lineJoin: "round", strokeStyle: look[this.stage.theme] });
        ctx.setLineDash(look.dash.map((length) => length * lineWidth));
        ctx.beginPath();
        let gap = true;
        values.forEach((value, step) => {
          const y = this.y(panel, value);
          if (!Number.isNaN(y)) ctx[gap ? "moveTo" : "lineTo"](this.x(step), y);
          gap = Number.isNaN(y);
        });
        ctx.stroke();
      }));
    }
  }

  draw() {
    const { ctx, state, state: { at }, stage, canvas } = this, x = this.x(at);
    this.blit(this.base);
    this.seen = Math.max(this.seen, at);
    for (const [lines, step] of [[this.faint, this.seen], [this.bright, at]]) {
      // That part of a layer which has all lines so.
      const done = Math.max(1, Math.round(this.x(step) * this.density));
      ctx.drawImage(lines.canvas, 0, 0, done, canvas.height, 0, 0, done / this.density, this.height);
    }
    for (const panel of this.panels) {
      const line = Math.round(x) - 0.5;
      drawLine(ctx, [[line, panel.top], [line, panel.bottom]], { strokeStyle: stage.ink.quiet, lineWidth: 1 });
      panel.lines.forEach((values, i) => {
        const { look, steps } = state.paths[i], y = this.y(panel, valueAt(values, at));
        if (at <= steps && y >= panel.top - 2 && y <= panel.bottom + 2) {
          drawMarker(ctx, look.marker, x, y, 3.2, look[stage.theme], stage.ink.page);
        }
      });
    }
  }
}

/* ---- 7. Playback and readout -------------------------------------------------------------- */

const SPEEDS = { "¼×": 0.25, "½×": 0.5, "1×": 1, "2×": 2, "4×": 4 };

/** The playhead some seconds later. On repeat it rests at the end, then starts again. */
export function advance({ at, repeat }, last, rate, seconds) {
  const next = at + rate * seconds;
  if (repeat && last > 0) return { at: next > last + 1.2 * rate ? 0 : next, playing: true };
  return { at: Math.min(next, last), playing: next < last };
}

/** The step that the playhead is on, or has passed last. */
export const stepAt = (at) => Math.floor(at + 1e-6);

/** The playhead as drawn: at slow speeds it lingers on the real steps, which are what happens. */
export function eased(at, last, rate) {
  const within = Math.min(at, last), k = Math.floor(within), share = within - k;
  return k + mix(share, share * share * (3 - 2 * share), clamp((20 - rate) / 12, 0, 1));
}

/** A button that switches state[name], and with it what is drawn. */
function toggle(stage, state, name, properties, ...children) {
  const flip = ({ currentTarget }) => {
    state[name] = !state[name];
    currentTarget.setAttribute("aria-pressed", state[name]);
    stage.redraw();
  };
  return button({ ...properties, "aria-pressed": Boolean(state[name]), onclick: flip }, ...children);
}

/** The clock and its controls. */
class Playback {
  constructor(stage, state, rest) {
    Object.assign(this, { stage, state, rest, keys: {}, drawn: {} });
    stage.isPlaying = () => state.playing;
    stage.advance = (seconds) => this.advance(seconds);
    this.node = this.build();
    stage.listen(stage.root, "keydown", (event) => this.key(event));
    // A press on a picture gives this widget the keys; one on a control keeps its own focus.
    stage.listen(stage.root, "pointerdown", ({ target }) => {
      const picture = target.tagName === "CANVAS" && !target.hasAttribute("tabindex");
      if (picture) stage.root.focus({ preventScroll: true });
    });
  }

  build() {
    const { stage, state } = this;
    const moves = [ // what the buttons and the keys do alike
      ["start", "To the start", "Home", () => this.seek(0, true)],
      ["back", "One step back", "ArrowLeft", () => this.move(-1)],
      ["play", "Play", " ", () => this.toggle()],
      ["forward", "One step forward", "ArrowRight", () => this.move(1)],
      ["end", "To the end", "End", () => this.seek(state.last, true)],
    ];
    const buttons = moves.map(([picture, name, key, onclick]) => {
      this.keys[key] = onclick;
      return button({ "aria-label": name, title: name, onclick }, icon(picture));
    });
    this.play = buttons[2];
    this.play.className = "optlearn-play";
    const scrub = (rests) => () => this.seek(Number(this.scrubber.value), rests);
    this.scrubber = element("input", {
      class: "optlearn-scrubber", type: "range", min: 0, step: "any", "aria-label": "Step",
      oninput: scrub(false), onchange: scrub(true),
    });
    this.counter = element("span", { class: "optlearn-counter" });
    const option = (text) => element("option", { text, selected: text === "1×" ? "" : null });
    const speed = element("select", {
      "aria-label": "Speed", title: "Speed", onchange: () => { state.speed = SPEEDS[speed.value]; },
    }, ...Object.keys(SPEEDS).map(option));
    const named = { "aria-label": "Repeat", title: "Repeat" };
    return element("div", { class: "optlearn-controls", role: "toolbar", "aria-label": "Playback" },
      ...buttons, this.scrubber, this.counter, speed, toggle(stage, state, "repeat", named, icon("repeat")));
  }

  /** Keys of the player, unless the element in focus needs them itself. */
  key(event) {
    const { target, key } = event, act = this.keys[key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (act || key.startsWith("Arrow")) event.stopPropagation(); // a deck of slides would turn the page
    if (!act) return;
    const itsOwn = key === " " ? /^(INPUT|SELECT|BUTTON)$/ : /^(INPUT|SELECT)$/;
    if (itsOwn.test(target.tagName) && target !== this.scrubber) return;
    if (event.defaultPrevented || event.shiftKey) return;
    event.preventDefault();
    act();
  }

  toggle() {
    const { state } = this;
    if (state.playing) return this.seek(state.at, true);
    state.due = false;
    if (state.at >= state.last) state.at = 0;
    state.playing = state.last > 0;
    this.stage.redraw();
  }

  /** One step on (1) or back (-1): from between two steps, to the next one that way. */
  move(way) {
    const { at, last } = this.state, from = way > 0 ? stepAt(at) : Math.ceil(at - 1e-6);
    this.seek(clamp(from + way, 0, last), true);
  }

  /** Stop at a step; where the playhead comes to rest, it does so on a real one. */
  seek(at, rests) {
    const { state } = this;
    Object.assign(state, { playing: false, due: false, at: rests ? Math.round(at) : at });
    this.stage.redraw();
    if (rests) this.rest();
  }

  advance(seconds) {
    const { state } = this, rate = state.rate * state.speed;
    if (state.playing) {
      // The clock runs evenly, the playhead need not.
      const next = advance({ at: this.clock ?? state.at, repeat: state.repeat }, state.last, rate, seconds);
      Object.assign(state, { at: eased(next.at, state.last, rate), playing: next.playing });
      this.clock = next.at;
      if (!next.playing) this.rest();
    }
    if (!state.playing) this.clock = null;
    this.reflect();
  }

  /** Bring the controls to the state; only what has changed is written. */
  reflect() {
    const { state, drawn } = this, { dataset } = this.stage.root;
    const changed = (name, value) => drawn[name] !== value && ((drawn[name] = value), true);
    if (changed("playing", state.playing)) {
      const name = state.playing ? "Pause" : "Play";
      dataset.playing = state.playing;
      this.play.title = name;
      this.play.setAttribute("aria-label", name);
      this.play.replaceChildren(icon(name.toLowerCase()));
    }
    if (changed("last", state.last)) {
      dataset.steps = this.scrubber.max = state.last;
      this.counter.style.width = `${2 * String(state.last).length + 3}ch`; // a digit is 1ch, " / " less than 3
    }
    if (changed("step", stepAt(state.at))) dataset.step = drawn.step;
    // While it plays, the slider moves by pixels and the number ten times a second; at rest both are
    // exact, and only then a screen reader hears of them.
    if (state.playing && Math.abs(state.at - drawn.at) < state.last / 250) return;
    if (changed("at", state.at)) this.scrubber.value = state.at;
    const now = performance.now(), text = `${dataset.step} / ${state.last}`;
    if ((state.playing && now - drawn.time < 100) || !changed("text", text + state.playing)) return;
    drawn.time = now;
    this.counter.textContent = text;
    if (!state.playing) this.scrubber.setAttribute("aria-valuetext", `step ${dataset.step} of ${state.last}`);
  }
}

/** The table below the picture, and what a screen reader is told when things come to rest. */
class Readout {
  constructor(stage, state) {
    Object.assign(this, { stage, state, rows: [], before: () => "" });
    // What is laid out as no table would not be heard as one either, but for the roles.
    const head = (text, name) =>
      element("th", { role: "columnheader", scope: "col", text, "aria-label": name ?? null });
    this.body = element("tbody", { role: "rowgroup" });
    this.node = element("table", { class: "optlearn-readout", role: "table" },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" },
        head("", "path"), head("W"), head("b"), head("J"), head("", "remark"))), this.body);
    this.status = element("p", { class: "optlearn-status optlearn-unseen", role: "status" });
    this.speak = () => { this.status.textContent = this.summary(); };
  }

  setPaths() {
    const { paths } = this.state, names = paths.map(({ name }) => name).join("\n");
    if (names !== this.names) {
      this.rows = paths.map(({ name, place }) => {
        const size = { width: 72, height: 36 }; // twice what the style sheet says, for dense screens
        const swatch = element("canvas", { class: "optlearn-swatch", "aria-hidden": "true", ...size });
        const cells = ["W", "b", "J", "remark"].map((kind) =>
          element("td", { class: `optlearn-${kind}`, role: "cell" }));
        const head = element("th", { role: "rowheader", scope: "row" }, swatch, element("span", { text: name }));
        return { swatch, cells, node: element("tr", { role: "row", "data-path": place }, head, ...cells) };
      });
      this.body.replaceChildren(...this.rows.map(({ node }) => node));
      this.names = names;
    }
    this.stale = true;
  }

  /** Swatches: the line and the marker of each path. */
  prepare() {
    this.rows.forEach(({ swatch }, i) => {
      const ctx = swatch.getContext("2d"), { look } = this.state.paths[i], strokeStyle = look[this.stage.theme];
      ctx.setTransform(2, 0, 0, 2, 0, 0);
      ctx.clearRect(0, 0, 36, 18);
      ctx.setLineDash(look.dash.map((length) => length * 2));
      drawLine(ctx, [[1, 9], [35, 9]], { strokeStyle, lineWidth: 2 });
      drawMarker(ctx, look.marker, 18, 9, 4.5, strokeStyle, this.stage.ink.page);
    });
    this.step = null;
  }

  /** What the row of a path says: W, b, J, and remarks. */
  texts(path) {
    const { at, target } = this.state, k = Math.min(stepAt(at), path.steps), remarks = [];
    if (path.left !== null && k >= path.left) remarks.push(`left the picture at step ${path.left}`);
    if (stepAt(at) > path.steps) remarks.push(`ended at step ${path.steps}`);
    if (target && path.cost) {
      const { first, text } = below(path.cost, target);
      if (first >= 0 && first <= k) remarks.push(text);
    }
    const point = ["W", "b"].map((name) => path.told?.(name, k) ?? shown(path[name][k]));
    return [...point, path.cost ? shown(path.cost[k], 3) : "", remarks.join("; ")];
  }

  summary() {
    const { paths, at, last } = this.state;
    const rows = paths.slice(0, 6).map((path) => {
      const [W, b, J, remark] = this.texts(path);
      return `${path.name}: W ${W}, b ${b}${J && `, J ${J}`}${remark && `, ${remark}`}. `;
    });
    if (paths.length > 6) rows.push(`And ${paths.length - 6} more.`);
    return `${this.before()} Step ${stepAt(at)} of ${last}. ${rows.join("")}`;
  }

  draw() {
    const { at, playing, paths } = this.state, step = stepAt(at), now = performance.now();
    // While it plays, nobody reads faster than ten numbers a second.
    if (step === this.step || (this.step !== null && playing && now - this.time < 100)) return;
    Object.assign(this, { step, time: now });
    paths.forEach((path, i) => this.texts(path).forEach((text, j) => say(this.rows[i].cells[j], text)));
  }
}

/* ---- 8. The player ------------------------------------------------------------------------ */

/** A picture that plays: what the player, the explorer and the map have in common. */
class Picture {
  constructor(stage) {
    const { model } = stage, scene = model.get("scene");
    const state = { // shared by all parts of this view; `at` is the playhead, from 0 to `last`
      at: 0, last: 0, speed: 1, playing: false, due: false, repeat: scene.repeat,
      target: scene.target, paths: [],
      arrows: Object.fromEntries(scene.arrows.map((kind) => [kind, true])),
    };
    Object.assign(this, { stage, scene, state });
    stage.root.setAttribute("aria-label", scene.title || scene.description);
    this.contours = new Contours(stage, scene, state);
    this.playback = new Playback(stage, state, () => this.rest());
    const seek = (at, rests) => this.playback.seek(at, rests);
    this.series = scene.plots.length ? new Series(stage, scene, state, seek) : null;
    this.readout = new Readout(stage, state);
    this.contours.setLandscape(model.get("picture"));
  }

  /** Show other paths. Those with fewer steps than the longest rest at their ends. */
  setPaths(sent) {
    const { state, scene } = this, paths = sent.map((path, place) => readPath(path, place, scene.view));
    const last = Math.max(0, ...paths.map(({ steps }) => steps));
    Object.assign(state, { paths, last, at: Math.min(state.at, last) });
    state.rate = scene.rate ?? clamp(last / 8, 4, 120); // steps a second: about eight seconds in all
    for (const part of [this.contours, this.series, this.readout]) part?.setPaths();
    this.stage.redraw();
  }

  /** The playhead has come to rest: say so, and tell the model the step, if it can still be told. */
  rest() {
    this.stage.later(this.readout.speak, 400);
    try {
      this.stage.model.set("step", this.state.at);
      this.stage.model.save_changes();
    } catch (error) {
      console.debug("optlearn: the step is not saved, since no kernel is there", error);
    }
  }

  arrows() {
    const { state, stage } = this;
    const kinds = Object.keys(ARROWS).filter((kind) => kind === "step" || state.paths.some((path) => path[kind]));
    return element("span", { class: "optlearn-arrows", role: "group", "aria-label": "Arrows" },
      element("span", { class: "optlearn-hint", "aria-hidden": "true", text: "arrows" }),
      ...kinds.map((kind) => {
        const properties = { class: "optlearn-toggle", "data-arrow": kind, title: ARROWS[kind][0] };
        return toggle(stage, state.arrows, kind, properties, icon(kind), kind); // each as it is drawn: the key
      }));
  }

  /** Put everything on the page, and begin where a person left it, or as the scene says. */
  show(beside, ...below) {
    const { stage, scene, state, playback, readout } = this, saved = stage.model.get("step");
    playback.node.append(this.arrows());
    if (scene.title) stage.root.append(element("p", { class: "optlearn-title", text: scene.title }));
    const figure = element("div", { class: "optlearn-figure" }, this.contours.box, beside);
    figure.classList.toggle("optlearn-alone", !beside);
    stage.root.append(figure, playback.node, ...below, readout.node, readout.status);
    if (saved >= 0) state.at = Math.min(saved, state.last);
    else if (stage.calm || scene.whole) state.at = state.last;
    else if (scene.autoplay && state.last > 0) {
      stage.onseen = () => {
        stage.onseen = null;
        if (state.at === 0) state.playing = true;
      };
    }
    stage.parts.push(readout);
    playback.reflect();
    stage.root.dataset.ready = "true";
  }
}

function player(stage) {
  const picture = new Picture(stage);
  picture.setPaths(stage.model.get("paths"));
  picture.show(picture.series?.box);
}

/* ---- 9. The explorer ---------------------------------------------------------------------- */

/** From one position of a slider to the next. */
const NOTCH = 1 / 400;

/** A number in as few figures as name it among its neighbours, which are a factor away. */
function simplest(x, factor, most) {
  const rounded = [1, 2, 3].slice(0, most).map((figures) => Number(x.toPrecision(figures)));
  return rounded.find((value) => Math.abs(Math.log(value / x)) <= Math.log(factor) / 2) ?? rounded.at(-1);
}

/** Value of a setting at a position of its slider: a choice's index, or 0 … 1. Rounded, since what
 * is on the screen is what runs. scale "past" is for the weight of the past: 1 - value is log. */
export function settingAt({ choices, scale, low, high, step, zero }, position) {
  if (choices) return choices[clamp(Math.round(position), 0, choices.length - 1)];
  if (zero && position <= 0) return 0; // which a log scale never reaches: its lower stop
  if (scale === "log") return simplest(low * (high / low) ** position, (high / low) ** NOTCH, 3);
  if (scale === "past") {
    const weight = simplest((1 - high) ** position, (1 - high) ** -NOTCH, 2); // of what is new
    return Number((1 - weight).toPrecision(9));
  }
  return Number((Math.round(mix(low, high, position) / step) * step).toPrecision(9));
}

/** Position of a slider for a value: the inverse of settingAt, but for the rounding. */
export function positionOf({ choices, scale, low, high }, value) {
  if (choices) {
    const gaps = choices.map((choice) => Math.abs(choice - value));
    return gaps.indexOf(Math.min(...gaps));
  }
  if (scale === "log") return clamp(logShareOf(value, low, high), 0, 1);
  if (scale === "past") return clamp(logShareOf(1 - value, 1, 1 - high), 0, 1);
  return clamp(shareOf(value, low, high), 0, 1);
}

/** A coordinate in as many decimals, two or more, as tell apart what lies a pixel apart in a view. */
export const nearest = (x, span) =>
  Number(x.toFixed(clamp(Math.ceil(-Math.log10(span / 400)), 2, 100))) + 0; // and not -0

/** At most one question is under way; of those asked meanwhile only the last one is sent. */
export class LatestOnly {
  constructor(send) {
    this.send = send;
    this.waiting = false;
    this.next = null;
  }
  ask(question) {
    if (this.waiting) this.next = question;
    else { this.waiting = true; this.next = null; this.send(question); }
  }
  answered() {
    const { next } = this;
    this.next = null;
    this.waiting = next !== null;
    if (this.waiting) this.send(next);
  }
}

/** How far a path is from a goal {text, cost, steps}: {met, share, text}. A goal without a cost is
 * judged in Python, which sends `met` and `said` with the path. */
export function progress(goal, { cost, met, said }) {
  if (!goal.cost) {
    return { met, share: Number(met), text: met ? `Target met: ${goal.text}.` : said || `Target: ${goal.text}.` };
  }
  const { first, stays, text: since } = below(cost, goal.cost), limit = `J < ${limitShown(goal.cost)}`;
  if (first >= 0 && first <= goal.steps) {
    const yet = stays ? "" : ", but not to stay";
    return { met: true, share: 1, text: `Target met: ${since}, within ${goal.steps}${yet}.` };
  }
  const k = Math.min(goal.steps, cost.length - 1);
  const share = logShareOf(cost[k], cost[0], goal.cost);
  const reached = `J = ${shown(cost[k], 3)}`.replace(/= (?=[<>])/, ""); // "J > 3.4e+38"
  const text = `${reached} at step ${k}. Target: ${limit} within ${goal.steps} steps.`;
  return { met: false, share: clamp(share || 0, 0, 1), text };
}

/** A text with {names} filled in; what is not among the values stays. */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** Series of an explorer's paths, one after the other, from what Python packed (`sweeps.py`): for each,
 * the low, middle and high bytes of each number's difference from the one before it on its path. */
export function unpackedSeries(bytes, series, points) {
  const size = bytes.length / 3 / series;
  return Array.from({ length: series }, (_, k) => {
    const bits = new Uint32Array(size), from = 3 * size * k;
    for (let i = 0, upper = 0; i < size; i += 1) {
      const at = from + i, difference = bytes[at] | (bytes[at + size] << 8) | (bytes[at + 2 * size] << 16);
      upper = ((i % points ? upper : 0) + difference) & 0xffffff;
      bits[i] = upper << 8;
    }
    return new Float32Array(bits.buffer);
  });
}

/** The paths of an explorer without a kernel: of all its settings, computed beforehand. */
class Sweep {
  constructor(sent, bytes) {
    Object.assign(this, { ...sent, series: unpackedSeries(bytes, 3, sent.points_each) });
  }

  /** The place of some settings among all combinations of theirs, the last one's fastest. */
  place(names, values) {
    return names.reduce((place, name) => {
      const choices = this.choices[this.names.indexOf(name)];
      return place * choices.length + choices.indexOf(values[name]);
    }, 0);
  }

  pathFor(values) {
    const place = this.place(this.names, values), from = place * this.points_each;
    const [W, b, cost] = this.series.map((all) => all.subarray(from, from + this.points_each));
    const [met, said] = this.judged?.[place] ?? [];
    return { ...this.path, points: Float32Array.from([...W, ...b]), cost, met, said };
  }

  /** The landscape, if it is among the settings. */
  landscapeFor(values) { return this.pictures[this.place(this.of_the_bowl, values)]; }
}

/** Bytes that fill a packet of the network. Jupyter's server holds a small message back until the one
 * before it is acknowledged (Nagle's algorithm), which a browser that has nothing to say puts off for up
 * to 40 ms. A full packet is sent at once, so the kernel sends this many bytes after an answer. */
const PACKET = /^(localhost$|127\.|\[::1\])/.test(globalThis.location?.hostname) ? 65536 : 1500;

/** Sliders, and their path from a sweep, or else from the kernel. */
class Explorer {
  constructor(stage, sweep) {
    const { model } = stage, picture = new Picture(stage);
    Object.assign(this, { stage, model, sweep, picture, scene: picture.scene });
    this.values = { ...model.get("values") };
    picture.setPaths(sweep ? [sweep.pathFor(this.values)] : model.get("paths"));
    this.build();
    if (sweep) {
      this.note.textContent = "Computed beforehand, for these values. With a kernel: any value, any start.";
    } else {
      this.connect();
    }
    this.reflect();
  }

  build() {
    const { scene, picture } = this;
    this.sliders = scene.sliders.map((setting) => this.slider(setting));
    this.note = element("p", { class: "optlearn-note", role: "status" });
    const group = { class: "optlearn-settings", role: "group", "aria-label": "Settings" };
    const settings = element("div", group, ...this.sliders.map(({ row }) => row), this.note);
    this.goalText = element("span", { class: "optlearn-goal-text" });
    this.bar = element("span", { class: "optlearn-bar" });
    this.meter = element("span", {
      class: "optlearn-meter", role: "meter", "aria-label": "Target", "aria-valuemin": 0, "aria-valuemax": 1,
    }, this.bar);
    this.code = element("code");
    const pre = element("pre", { class: "optlearn-code", hidden: "", tabindex: 0 }, this.code);
    const unfold = button({
      class: "optlearn-toggle", text: "Show as code", "aria-expanded": "false", onclick: () => {
        pre.hidden = !pre.hidden;
        unfold.setAttribute("aria-expanded", !pre.hidden);
      },
    });
    this.goal = element("div", { class: "optlearn-goal" },
      scene.goal && this.goalText, scene.goal && this.meter, unfold);
    picture.readout.before = () => this.goalText.textContent;
    picture.show(element("div", { class: "optlearn-side" }, settings, picture.series?.box), this.goal, pre);
  }

  /** A slider, or a checkbox for what is on or off: its row, and how to bring it to its value. */
  slider(setting) {
    const { name, choices } = setting, text = name.replaceAll("_", " ");
    const onOff = typeof this.values[name] === "boolean";
    const range = choices ? { max: choices.length - 1, step: 1 } : { max: 1, step: NOTCH };
    const kind = onOff ? { type: "checkbox" } : { type: "range", min: 0, ...range };
    const chosen = () => (onOff ? input.checked : settingAt(setting, Number(input.value)));
    const oninput = () => { if (chosen() !== this.values[name]) this.change({ [name]: chosen() }); };
    const input = element("input", { "aria-label": text, ...kind, oninput });
    const output = element("span", { class: "optlearn-value" });
    const reflect = () => {
      const value = this.values[name];
      say(output, onOff ? (value ? "on" : "off") : trueMinus(Number(value.toPrecision(5))));
      if (onOff) input.checked = value;
      else input.setAttribute("aria-valuetext", output.textContent);
      // A slider in the hand stays where the hand is, though its value is rounded.
      if (!onOff && chosen() !== value) input.value = positionOf(setting, value);
    };
    const properties = { class: "optlearn-setting", "data-setting": name };
    return { row: element("label", properties, element("span", { text }), input, output), input, reflect };
  }

  /** A person has changed some values. */
  change(values) {
    const { sweep } = this, all = Object.assign(this.values, values);
    if (sweep) {
      this.show(sweep.landscapeFor(all), [sweep.pathFor(all)]);
    } else {
      this.link.ask({ ...all }); // before anything else: the answer takes longest
      this.reflect();
    }
  }

  /** Show a new path at once, whole, unless it is playing. */
  show(landscape, paths) {
    const { picture, stage, scene } = this, { state } = picture, { last } = state;
    if (landscape) picture.contours.setLandscape(landscape);
    picture.setPaths(paths);
    if (!state.playing && (state.at === last || scene.whole)) state.at = state.last;
    this.reflect();
    stage.later(picture.readout.speak, 700);
  }

  /** Bring all that is beside the picture to the values and their path. */
  reflect() {
    const { scene, values, picture } = this;
    for (const { reflect } of this.sliders) reflect();
    const { name, steps, W, b } = picture.state.paths[0];
    const end = `${name}, after ${steps} steps at W = ${shown(W[steps], 3)}, b = ${shown(b[steps], 3)}.`;
    picture.contours.canvas.setAttribute("aria-label", `${scene.description} ${end}`);
    say(this.code, filled(scene.code[Number(values.bias_correction === false)], values));
    this.placeHandle?.();
    if (!scene.goal) return;
    const { met, share, text } = progress(scene.goal, picture.state.paths[0]);
    this.goal.dataset.met = met;
    say(this.goalText, text);
    this.bar.style.width = `${(100 * share).toFixed(1)}%`;
    this.meter.setAttribute("aria-valuenow", share.toFixed(2));
    this.meter.setAttribute("aria-valuetext", text);
  }

  /** Paths come from the kernel, for any value and any start. */
  connect() {
    const { stage, model } = this;
    const unanswered = () => {
      if (!this.link.waiting) return;
      this.link.waiting = false;
      if (!this.alive) { // what was moved meanwhile goes back to what is shown
        this.values = { ...model.get("values") };
        this.reflect();
      }
      this.tell(this.alive ? "The kernel is busy or gone: it does not answer."
        : "These settings need a running kernel: run the cell. What is shown still plays.");
    };
    this.link = new LatestOnly((values) => {
      this.question = String(Math.random()); // unlike any other, of this view or another
      stage.later(unanswered, 3000);
      model.send({ ask: this.question, values, packet: PACKET });
    });
    this.allowDragging();
    model.on("change:answer", () => this.answered());
    this.link.ask(null); // is anybody there?
  }

  /** The kernel has answered this view or another one of the same explorer. */
  answered() {
    const { model, link } = this;
    this.alive = true;
    this.tell(model.get("trouble"));
    if (model.get("answer") === this.question) link.answered();
    if (!link.next && !link.waiting) this.values = { ...model.get("values") };
    this.show(model.get("picture"), model.get("paths"));
  }

  tell(text) {
    say(this.note, text);
    for (const input of [...this.sliders.map((slider) => slider.input), this.handle]) {
      input.disabled = Boolean(text) && !this.alive;
    }
  }

  /** The start is a button on the picture: drag it, or move it with the arrow keys. */
  allowDragging() {
    const { stage, scene: { view }, picture: { contours } } = this, { span } = contours;
    const handle = this.handle = button({ class: "optlearn-start", title: "Drag the start" });
    /** Move from a point; a coordinate that stays where it was also stays as exact as it was. */
    const move = (from, by) => {
      const to = Object.fromEntries(["W", "b"].map((name) =>
        [name, by[name] ? nearest(clamp(from[name] + by[name], ...view[name]), span[name]) : from[name]]));
      if (to.W !== this.values.W || to.b !== this.values.b) this.change(to);
    };
    this.placeHandle = () => {
      if (!contours.frame) return;
      const { W, b } = this.values;
      handle.style.transform = `translate(${contours.x(W).toFixed(1)}px, ${contours.y(b).toFixed(1)}px)`;
      handle.setAttribute("aria-label", `Start at W ${trueMinus(W)}, b ${trueMinus(b)}. Arrow keys move it.`);
    };
    contours.onprepared = this.placeHandle;
    let pressed, from;
    stage.drag(handle, (event) => {
      pressed = contours.pointBelow(event);
      from = { ...this.values };
    }, (event) => {
      const [W, b] = contours.pointBelow(event);
      move(from, { W: W - pressed[0], b: b - pressed[1] });
    });
    stage.listen(handle, "keydown", (event) => {
      const way = arrowed(event);
      if (way) move(this.values, { W: 0.01 * way[0] * span.W, b: 0.01 * way[1] * span.b });
    });
    contours.box.append(handle);
  }
}

async function explorer(stage) {
  const sent = stage.model.get("sweep");
  return new Explorer(stage, sent && new Sweep(sent, await inflated(sent.series)));
}

/* ---- 10. The map of settings --------------------------------------------------------------- */

const NEVER = 65534, DIVERGED = 65535; // in place of a number of steps, as in `sweeps.py`

/** Where a value lies among sorted ones, as a fractional index; beyond the ends it goes on. */
export function indexOf(values, value, log) {
  const share = log ? logShareOf : shareOf;
  let i = 0;
  while (i < values.length - 2 && value > values[i + 1]) i += 1;
  return i + share(value, values[i], values[i + 1]);
}

/** Steps to converge for each cell, as colours; one cell is chosen, by the pointer or by keys. */
class Heat extends Chart {
  constructor(stage, map, counts, choose) {
    super(stage, "heat", {
      role: "application", tabindex: 0, "aria-roledescription": "map of settings",
      "aria-label": `Steps to converge over ${map.x.name} and ${map.y.name}. Arrow keys choose a cell.`,
    }, { left: 52, right: 62, top: 8, bottom: 38 });
    const columns = map.x.values.length, rows = map.y.values.length;
    Object.assign(this, { map, counts, choose, columns, rows, cell: map.best });
    this.image = this.cellColours();
    const point = (event) => {
      const [across, up] = this.pointer(event);
      this.go(Math.floor(across * columns), Math.floor(up * rows));
    };
    stage.listen(this.canvas, "pointermove", point);
    stage.listen(this.canvas, "pointerdown", point);
    stage.listen(this.canvas, "keydown", (event) => {
      const way = arrowed(event);
      if (way) this.go(this.cell[0] + way[0], this.cell[1] + way[1]);
    });
  }

  go(column, row) {
    const cell = [clamp(column, 0, this.columns - 1), clamp(row, 0, this.rows - 1)];
    if (cell[0] === this.cell[0] && cell[1] === this.cell[1]) return;
    this.cell = cell;
    this.choose(cell);
  }

  /** Share of the colour bar for a number of steps: fewer steps are brighter. */
  barShare(steps) {
    const [low, high] = this.map.range;
    return high > low ? clamp(logShareOf(steps, low, high), 0, 1) : 0;
  }

  /** The map as an image of one pixel for each cell; where nothing converged it is left open. */
  cellColours() {
    const { columns, rows, map: { colours } } = this, last = colours.length / 3 - 1;
    const canvas = element("canvas", { width: columns, height: rows }), ctx = canvas.getContext("2d");
    const image = ctx.createImageData(columns, rows);
    this.counts.forEach((count, i) => {
      if (count >= NEVER) return;
      const row = rows - 1 - Math.floor(i / columns), from = 3 * Math.round(this.barShare(count) * last);
      image.data.set([...colours.slice(from, from + 3), 255], 4 * (row * columns + (i % columns)));
    });
    ctx.putImageData(image, 0, 0);
    return canvas;
  }

  x(value) { return this.across(this.centre(this.map.x, value)); }
  y(value) { return this.up(this.centre(this.map.y, value)); }

  /** Share of an axis at which a value lies; those of cells are in their middles. */
  centre({ values, scale }, value) {
    return (indexOf(values, value, scale === "log") + 0.5) / values.length;
  }

  paintBase(ctx) {
    const { map, frame, stage: { ink } } = this;
    ctx.fillStyle = ink.never;
    ctx.fillRect(frame.left, frame.top, frame.width, frame.height);
    this.hatch(ctx);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.image, frame.left, frame.top, frame.width, frame.height);
    const across = this.axisNumbers(map.x, frame.width / 50), up = this.axisNumbers(map.y, frame.height / 40);
    this.paintAxes(ctx, across, up, map.x.name);
    ctx.save();
    ctx.translate(2, this.up(0.5));
    ctx.rotate(-Math.PI / 2);
    write(ctx, map.y.name, 0, 0, ink.text, "center", "top");
    ctx.restore();
    this.paintBar(ctx);
    this.paintTheory(ctx);
  }

  /** Left, top, width and height of a cell. */
  place(column, row) {
    const { frame, columns, rows } = this, wide = frame.width / columns, high = frame.height / rows;
    return [frame.left + column * wide, frame.bottom - (row + 1) * high, wide, high];
  }

  /** Numbers for an axis: round ones, or where the values follow no rule, some of the values. */
  axisNumbers({ values, scale }, count) {
    const low = values[0], high = values.at(-1);
    if (scale === "linear") return ticks(low, high, count);
    if (scale === "list") return values.filter((_, i) => i % Math.ceil(values.length / count) === 0);
    const powers = decades(low / 10, high, Infinity).flatMap((e) => [1, 2, 5].map((m) => Number(`${m}e${e}`)));
    const within = powers.filter((x) => x >= low * 0.999 && x <= high * 1.001);
    return within.length <= count ? within : decades(low, high, count).map((e) => Number(`1e${e}`));
  }

  /** Cells that diverged are dark and hatched: unlike any number, also without colours. */
  hatch(ctx) {
    const { frame, columns, stage: { ink } } = this;
    ctx.save();
    ctx.beginPath();
    this.counts.forEach((count, i) => {
      if (count === DIVERGED) ctx.rect(...this.place(i % columns, Math.floor(i / columns)));
    });
    ctx.fillStyle = ink.diverged;
    ctx.fill();
    ctx.clip();
    Object.assign(ctx, { strokeStyle: ink.never, lineWidth: 1, globalAlpha: 0.6 });
    ctx.beginPath();
    for (let x = frame.left - frame.height; x < frame.right; x += 8) {
      ctx.moveTo(x, frame.bottom);
      ctx.lineTo(x + frame.height, frame.top);
    }
    ctx.stroke();
    ctx.restore();
  }

  paintBar(ctx) {
    const { frame, stage: { ink } } = this, { colours, range: [low, high] } = this.map;
    const left = frame.right + 14, top = frame.top + 18, height = frame.bottom - top, count = colours.length / 3;
    ctx.fillStyle = ctx.createLinearGradient(0, frame.bottom, 0, top);
    for (let i = 0; i < count; i += 1) {
      ctx.fillStyle.addColorStop(i / (count - 1), `rgb(${colours.slice(3 * i, 3 * i + 3).join(" ")})`);
    }
    ctx.fillRect(left, top, 12, height);
    write(ctx, "steps", left - 2, frame.top, ink.text, "left", "top");
    let last = Infinity;
    const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter((n) => n > low && n < high);
    for (const steps of [low, ...round, high]) {
      const y = frame.bottom - this.barShare(steps) * height;
      if (steps !== high && (last - y < 16 || y - top < 16)) continue;
      write(ctx, String(steps), left + 17, clamp(y, top + 5, frame.bottom - 5), ink.quiet);
      last = y;
    }
  }

  /** Curves and marks of the theory, white on dark, so that they show on every colour. */
  paintTheory(ctx) {
    const { map, frame, stage: { ink } } = this, texts = [], crowd = [];
    const curves = map.curves.map(({ label: text, x, y }) =>
      ({ text, points: x.map((value, i) => [this.x(value), this.y(y[i])]) }));
    for (const [row, { text, points }] of curves.entries()) {
      clipped(ctx, frame, () => {
        drawLine(ctx, points, { lineWidth: 4, strokeStyle: "rgba(0, 0, 0, 0.65)", lineJoin: "round" });
        drawLine(ctx, points, { lineWidth: 2, strokeStyle: "#ffffff" });
      });
      const others = curves.filter((other) => other.points !== points).flatMap((other) => other.points);
      const seen = points.filter(([px, py], i) => within(px, py, frame) && i % Math.ceil(points.length / 40) === 0);
      texts.push({ text, colour: ink.text, anchors: apart(seen, others, 120) });
      crowd.push(...points.map((point) => [...point, row]));
    }
    for (const { label: text, x, y } of map.marks) {
      const at = [this.x(x), this.y(y)];
      drawMarker(ctx, "*", ...at, 8, "#ffffff", "#000000");
      crowd.push(at);
      texts.push({ text, colour: ink.text, anchors: [at] });
    }
    this.setLabels(texts, crowd, []);
  }

  draw() {
    const [x, y, wide, high] = this.place(...this.cell), { ctx } = this;
    this.blit(this.base);
    for (const [lineWidth, strokeStyle] of [[4, "#000000"], [2, "#ffffff"]]) {
      Object.assign(ctx, { lineWidth, strokeStyle });
      ctx.strokeRect(x - 2, y - 2, wide + 4, high + 4);
    }
  }
}

/** Codes of a map's paths, [row][column][step], from what Python packed (`sweeps.py`): the low bytes,
 * then the high bytes of each code's difference from its neighbours, signs in the lowest bit. */
export function unpacked(bytes, rows, columns, points) {
  const size = rows * columns * points, above = columns * points, codes = new Int16Array(size);
  for (let i = 0; i < size; i += 1) {
    const folded = bytes[i] | (bytes[size + i] << 8), left = i % above >= points, up = i >= above;
    codes[i] = ((folded >>> 1) ^ -(folded & 1)) + (left ? codes[i - points] : 0)
      + (up ? codes[i - above] : 0) - (left && up ? codes[i - above - points] : 0);
  }
  return codes;
}

/** How to read the path of a cell from what Python packed for all of them: (column, row) => path. */
function reader(grid, bytes, { x, y, steps }, view) {
  const columns = x.values.length, count = steps + 1, half = bytes.length / 2;
  const [W, b] = [bytes.subarray(0, half), bytes.subarray(half)]
    .map((packed) => unpacked(packed, y.values.length, columns, count));
  return (column, row) => {
    const from = (row * columns + column) * count;
    const read = (codes) => Array.from(codes.subarray(from, from + count), (code) => code / grid.scale);
    const shares = { W: read(W), b: read(b) }, at = (name, k) => mix(...view[name], shares[name][k]);
    // A point is known to a grain only, and far outside not at all.
    const told = (name, k) => {
      const [low, high] = view[name], outside = Math.abs(shares[name][k] - 0.5) > 0.799;
      return outside ? "outside" : grained(at(name, k), (high - low) / grid.scale);
    };
    const points = ["W", "b"].flatMap((name) => shares[name].map((_, k) => at(name, k)));
    return { ...grid.path, points: Float32Array.from(points), told };
  };
}

async function map(stage) {
  const grid = stage.model.get("grid"), picture = new Picture(stage), { scene, state, readout } = picture;
  const { x, y, steps, best } = scene.map, path = reader(grid, await inflated(grid.paths), scene.map, scene.view);
  const counts = new Uint16Array(copied(grid.counts)), colours = [...new Uint8Array(copied(grid.colours))];
  const cellText = element("p", { class: "optlearn-cell" });
  const play = () => {
    if (!state.due || stage.calm || !stage.visible) return;
    Object.assign(state, { at: 0, playing: true, due: false });
    stage.redraw();
  };
  const choose = ([column, row]) => {
    const count = counts[row * x.values.length + column];
    const result = { [DIVERGED]: "diverged", [NEVER]: `not converged within ${steps} steps` }[count];
    const where = `${x.name} = ${shown(x.values[column], 3)}, ${y.name} = ${shown(y.values[row], 3)}`;
    cellText.textContent = `${where}: ${result ?? `converged in ${count} steps`}`;
    Object.assign(stage.root.dataset, { column, row });
    Object.assign(state, { playing: false, due: true, at: Infinity }); // due to play, unless a hand intervenes
    picture.setPaths([path(column, row)]);
    stage.later(readout.speak, 700);
    stage.later(play, 350);
  };
  readout.before = () => `${cellText.textContent}.`;
  const heat = new Heat(stage, { ...scene.map, colours }, counts, choose);
  choose(best);
  const swatch = (kind, text) => element("span", {}, element("span", { class: `optlearn-${kind}` }), text);
  const legend = element("p", { class: "optlearn-legend" },
    swatch("never", `not within ${steps} steps`), swatch("diverged", "diverged"));
  picture.show(element("div", { class: "optlearn-side" }, heat.box, legend), cellText);
}

/* ---- Render: called (by way of player.py) for each view; what it returns ends the view ------ */

const VIEWS = { player, explorer, map };

export async function render({ model, el }) {
  const stage = new Stage(model, el), kind = model.get("kind");
  stage.root.dataset.kind = kind;
  try {
    await VIEWS[kind](stage);
  } catch (error) {
    stage.close(); // half a view would stay in the page and go on listening
    throw error;
  }
  return () => stage.close();
}
