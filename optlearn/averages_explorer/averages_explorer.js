// A series and its exponentially weighted average: a slider over averages that Python computed.
// Every number that is shown came from Python; this file chooses and draws.

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { top: 26, right: 20, bottom: 26, left: 44 }; // the left one at least
const LETTER = 9.5; // the width of a digit, or a little more: a minus is wider
const DAYS_A_SECOND = 40;

/** Numbers in a buffer of the model. It may begin anywhere in its message, so it is copied. */
export function numbers(view, Type) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** Ends of the axis: those of the values, and a little room; also where all values are one. */
export function axis(values) {
  const [least, most] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const room = 0.03 * (most - least || Math.abs(most) || 1);
  return { low: least - room, high: most + room };
}

/** Round steps of 1, 2 or 5 times a power of ten that cut low … high into about `count` parts. */
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((size) => size * power >= rough);
  const first = Math.ceil(low / step);
  const length = Math.max(Math.floor(high / step) - first + 1, 0);
  return Array.from({ length }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const trueMinus = (text) => text.replace(/-/g, "−");

/** A round number, in plain decimals unless the other form is much shorter: 40000, 1e+17. */
export function shortest(x) {
  const [plain, scientific] = [String(x), x.toExponential()];
  return trueMinus(scientific.length + 2 < plain.length ? scientific : plain);
}

/** A number to a hundredth of a range, in plain decimals where these are few. */
export function written(x, range) {
  const decimals = Math.ceil(-Math.log10(range / 100));
  if (x === 0 || (decimals <= 4 && Math.abs(x) < 1e7)) {
    return trueMinus(x.toFixed(Math.min(Math.max(decimals, 0), 4)));
  }
  const figures = Math.floor(Math.log10(Math.abs(x))) + decimals;
  return trueMinus(x.toExponential(Math.min(Math.max(figures, 0), 6))); // no more are in a float32
}

/** A mean change in two decimals, or in two figures where these say nothing. */
export function change(x) {
  return trueMinus(x === 0 || (x >= 0.005 && x < 1e6) ? x.toFixed(2) : x.toExponential(1));
}

/** How dark a value is that is `age` days old: the more it counts, the darker; a later one, faint. */
export function darkness(age, counts) {
  return age < 0 ? 0.08 : 0.18 + 0.82 * (counts[age] / 255);
}

/** Verdict on what is shown: for each aim whether it is met, and a sentence for all. */
export function verdict(readout, target) {
  const met = {};
  for (const [name, limit] of Object.entries(target)) met[name] = readout[name] < limit;
  const open = Object.keys(met).filter((name) => !met[name]);
  if (!Object.keys(met).length) return { met, text: "" };
  if (!open.length) return { met, text: "Target met." };
  return { met, text: `Not yet: the ${open.join(" and the ")} must be smaller.` };
}

function element(parent, name, attributes = {}, text = "") {
  const namespace = parent.namespaceURI === SVG || name === "svg" ? SVG : parent.namespaceURI;
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return parent.appendChild(made);
}

/** The chart: `resize` lays it out for a width, `draw` shows the average of a place and a day. */
function chart(root, data) {
  const svg = element(root, "svg", { role: "img" });
  const axes = element(svg, "g", { "aria-hidden": "true" });
  const dots = element(svg, "g");
  const day = Array.from(data.series, () => element(dots, "circle", { class: "day" }));
  // An average that begins at 0, far from the values, comes in at the edge of the picture.
  const id = `inside-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const inside = element(element(svg, "clipPath", { id }), "rect");
  const line = element(svg, "path", { class: "average", "clip-path": `url(#${id})` });
  const today = element(svg, "line", { class: "today-line" });
  const point = element(svg, "circle", { class: "today-point", r: 6 });
  const value = element(svg, "text", { class: "today-value" });
  const last = data.series.length - 1;
  const { low, high } = axis(data.series);
  const levels = ticks(low, high).map((at) => ({ at, text: shortest(at) }));
  const longest = Math.max(0, ...levels.map(({ text }) => text.length));
  const left = Math.max(MARGIN.left, 8 + LETTER * longest);
  let width = 0;
  let height = 0;
  const x = (k) => left + (k / last) * (width - left - MARGIN.right);
  const y = (v) =>
    height - MARGIN.bottom - ((v - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);

  function resize(available) {
    width = Math.max(280, available);
    height = Math.min(340, Math.max(220, 0.4 * width));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const frame = { x: left - 2, width: width - left + 2, y: 0, height: height - MARGIN.bottom + 2 };
    for (const [name, length] of Object.entries(frame)) inside.setAttribute(name, length);
    axes.replaceChildren();
    for (const { at, text } of levels) {
      const across = { x1: left, x2: width - MARGIN.right, y1: y(at), y2: y(at) };
      element(axes, "line", { class: "grid", ...across });
      element(axes, "text", { x: left - 8, y: y(at) + 4, "text-anchor": "end" }, text);
    }
    element(axes, "text", { x: 0, y: 16 }, data.unit);
    const every = Math.ceil((data.ticks.length * 44) / (width - left - MARGIN.right));
    data.ticks.forEach(([place, text], k) => {
      if (k % every === 0) element(axes, "text", { x: x(place), y: height - 6 }, text);
    });
    const radius = width < 560 ? 2.4 : 3.2;
    day.forEach((dot, k) => {
      dot.setAttribute("cx", x(k));
      dot.setAttribute("cy", y(data.series[k]));
      dot.setAttribute("r", radius);
    });
  }

  function draw(place, now) {
    const average = data.averages.subarray(place * (last + 1), (place + 1) * (last + 1));
    const counts = data.counts.subarray(place * (last + 1), (place + 1) * (last + 1));
    day.forEach((dot, k) => dot.setAttribute("opacity", darkness(now - k, counts)));
    let path = "";
    for (let k = 0; k <= now; k += 1) {
      path += `${k ? "L" : "M"}${x(k).toFixed(1)} ${y(average[k]).toFixed(1)}`;
    }
    line.setAttribute("d", path);
    const at = { x: x(now), y: y(average[now]) };
    today.setAttribute("x1", at.x);
    today.setAttribute("x2", at.x);
    today.setAttribute("y1", MARGIN.top);
    today.setAttribute("y2", height - MARGIN.bottom);
    point.setAttribute("cx", at.x);
    point.setAttribute("cy", at.y);
    value.setAttribute("text-anchor", at.x > width / 2 ? "end" : "start");
    value.setAttribute("x", at.x);
    value.setAttribute("y", 16);
    value.textContent = level(average[now]);
  }

  /** A value of the axis with its unit, as it is told. */
  function level(v) {
    return `${written(v, high - low)}${data.unit && ` ${data.unit}`}`;
  }

  /** The day under a pointer. */
  function dayAt(event) {
    const box = svg.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * width - left;
    const share = across / (width - left - MARGIN.right);
    return Math.min(last, Math.max(0, Math.round(share * last)));
  }

  return { svg, resize, draw, dayAt, level };
}

/** A labelled slider with its value in words beside it; `head` becomes its first column. */
function slider(root, name, max, head) {
  const row = element(root, "div", { class: "control" });
  row.append(head);
  const input = element(row, "input", { type: "range", min: 0, max, step: 1, "aria-label": name });
  // On the element itself, or JupyterLab takes the arrow keys: its shortcuts match what has focus.
  input.dataset.lmSuppressShortcuts = "true";
  const output = element(row, "output", { "aria-hidden": "true" });
  return {
    input,
    show(value, words) {
      input.value = value;
      input.setAttribute("aria-valuetext", words);
      output.textContent = words;
    },
  };
}

function render({ model, el }) {
  const data = {
    series: numbers(model.get("_series"), Float32Array),
    averages: numbers(model.get("_averages"), Float32Array),
    counts: numbers(model.get("_counts"), Uint8Array),
    ticks: model.get("_ticks"),
    unit: model.get("_unit"),
  };
  const [betas, days, target] = [model.get("_betas"), model.get("_days"), model.get("_target")];
  const root = element(el, "div", { class: "average-explorer" });
  const colours = model.get("_colours");
  root.style.setProperty("--average-light", colours.light);
  root.style.setProperty("--average-dark", colours.dark);
  const picture = chart(root, data);

  const word = document.createElement("span");
  word.textContent = "beta";
  const beta = slider(root, "beta", betas.length - 1, word);
  const button = document.createElement("button");
  button.type = "button";
  const today = slider(root, "today", days.length - 1, button);

  const units = { window: "days", half_life: "days", lag: "days", wobble: `${data.unit} a day` };
  const list = element(root, "div", { class: "readouts" });
  const boxes = Object.entries(units).map(([name, unit]) => {
    const box = element(list, "div", { class: "readout" });
    element(box, "div", { class: "name" }, name.replace("_", "-"));
    const shown = element(box, "div", { class: "value" });
    if (name in target) element(box, "div", { class: "aim" }, `target: below ${target[name]}`);
    return { name, unit: unit.trim(), box, shown };
  });
  const status = element(root, "p", { class: "verdict", role: "status" });

  let now = days.length - 1;
  let frame = 0;

  function draw() {
    const place = model.get("_place");
    const readout = model.get("_readouts")[place];
    picture.draw(place, now);
    beta.show(place, String(betas[place]));
    today.show(now, days[now]);
    const { met, text } = verdict(readout, target);
    for (const { name, unit, box, shown } of boxes) {
      shown.textContent = `${name === "wobble" ? change(readout.wobble) : readout[name].toFixed(1)} ${unit}`;
      box.classList.toggle("met", met[name] === true);
    }
    if (status.textContent !== text) status.textContent = text;
    const average = picture.level(data.averages[place * days.length + now]);
    const words = `The series and its average with beta ${betas[place]}; on ${days[now]} the average`;
    picture.svg.setAttribute("aria-label", `${words} is ${average}.`);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    button.textContent = "▶ Play";
    button.setAttribute("aria-label", "Play the days");
  }

  function play() {
    const first = now === days.length - 1 ? 0 : now;
    let begun;
    button.textContent = "❚❚ Pause";
    button.setAttribute("aria-label", "Pause");
    frame = requestAnimationFrame(function advance(time) {
      begun ??= time;
      const reached = first + Math.floor(((time - begun) / 1000) * DAYS_A_SECOND);
      now = Math.min(days.length - 1, reached);
      draw();
      if (now === days.length - 1) stop();
      else frame = requestAnimationFrame(advance);
    });
  }

  function choose(day) {
    if (frame) stop();
    now = day;
    draw();
  }

  beta.input.addEventListener("input", () => model.set("_place", Number(beta.input.value)));
  beta.input.addEventListener("change", () => model.save_changes());
  today.input.addEventListener("input", () => choose(Number(today.input.value)));
  button.addEventListener("click", () => (frame ? stop() : play()));
  picture.svg.addEventListener("pointerdown", (event) => {
    picture.svg.setPointerCapture(event.pointerId);
    event.preventDefault(); // no text is selected, and the arrow keys go on from the chosen day
    today.input.focus({ preventScroll: true });
    choose(picture.dayAt(event));
  });
  picture.svg.addEventListener("pointermove", (event) => {
    if (picture.svg.hasPointerCapture(event.pointerId)) choose(picture.dayAt(event));
  });
  model.on("change:_place", draw);

  const observer = new ResizeObserver(() => {
    if (!root.clientWidth) return;
    picture.resize(root.clientWidth);
    draw();
  });
  stop();
  picture.resize(root.clientWidth || 700);
  draw();
  observer.observe(root);
  return () => {
    stop();
    observer.disconnect();
  };
}

export default { render };

//# sourceURL=optlearn/averages_explorer.js
