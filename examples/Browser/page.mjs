// The page: five fields to draw in, one to ask. The model takes the five drawings with their numbers and the drawing that is asked about, and
// gives its scores after the inner steps.
import * as ort from "./node_modules/onnxruntime-web/dist/ort.wasm.min.mjs";

const Ways = 5;
const Side = 28;                // what the net sees
const Field = 280;              // what is drawn on
const Pen = 14;                 // of Omniglot's strokes the breadth, in a field

ort.env.wasm.numThreads = 1;

const answer = document.getElementById("answer");
const query = document.getElementById("query");
const figures = [];
let session;
let running = Promise.resolve();

for (let way = 0; way < Ways; way++) {
  const figure = document.createElement("figure");
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Field;
  canvas.setAttribute("aria-label", `character ${way + 1}`);
  const caption = document.createElement("figcaption");
  const bar = document.createElement("div");
  bar.className = "bar";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "clear";
  clear.addEventListener("click", () => { erase(canvas); ask(); });
  caption.append(bar, clear);
  figure.append(canvas, caption);
  document.getElementById("support").append(figure);
  figures.push({ figure, canvas, bar });
  drawOn(canvas);
}

drawOn(query);
document.getElementById("clear-query").addEventListener("click", () => { erase(query); ask(); });
document.getElementById("clear-all").addEventListener("click", () => {
  [query, ...figures.map(entry => entry.canvas)].forEach(erase);
  ask();
});

try {
  session = await ort.InferenceSession.create("adapt.onnx");
  await ask();
} catch (error) {
  answer.textContent = `The model adapt.onnx can't be loaded (${error.message}). README.md says how to write it.`;
}

if (new URLSearchParams(location.search).has("check")) {
  await check();
}

function drawOn(canvas) {
  const context = pen(canvas);
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    context.beginPath();
    context.moveTo(...place(event));
    context.lineTo(...place(event));
    context.stroke();
  });
  canvas.addEventListener("pointermove", event => {
    if (canvas.hasPointerCapture(event.pointerId)) {
      context.lineTo(...place(event));
      context.stroke();
    }
  });
  canvas.addEventListener("pointerup", () => ask());

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * Field, (event.clientY - box.top) / box.height * Field];
  }
}

function pen(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.lineWidth = Pen;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = "#111";
  return context;
}

function erase(canvas) {
  canvas.getContext("2d").clearRect(0, 0, Field, Field);
}

// Ink from 0 to 1, the mean over the pixels of each of 28 x 28 places.
function ink(canvas) {
  const pixels = canvas.getContext("2d").getImageData(0, 0, Field, Field).data;
  const values = new Float32Array(Side * Side);
  const step = Field / Side;
  for (let y = 0; y < Field; y++) {
    for (let x = 0; x < Field; x++) {
      values[Math.floor(y / step) * Side + Math.floor(x / step)] += pixels[4 * (y * Field + x) + 3] / 255 / (step * step);
    }
  }
  return values;
}

// One question after another: the last drawing counts.
function ask() {
  running = running.then(tell, tell);
  return running;
}

async function tell() {
  figures.forEach(entry => { entry.figure.classList.remove("best"); entry.bar.style.width = "0"; });
  if (!session) {
    return null;
  }
  const support = figures.map(entry => ink(entry.canvas));
  const missing = support.filter(image => !image.some(value => value > 0)).length;
  const asked = ink(query);
  if (missing > 0) {
    answer.textContent = missing === Ways ? "Draw five characters." : `Draw ${missing} more.`;
    return null;
  }
  if (!asked.some(value => value > 0)) {
    answer.textContent = "Now draw one of them again, in the large field.";
    return null;
  }
  const images = new Float32Array(Ways * Side * Side);
  support.forEach((image, way) => images.set(image, way * Side * Side));
  const start = performance.now();
  const { prediction } = await session.run({
    "support.inputs": new ort.Tensor("float32", images, [Ways, 1, Side, Side]),
    "support.targets": new ort.Tensor("float32", Float32Array.from({ length: Ways }, (_, way) => way), [Ways]),
    "query.inputs": new ort.Tensor("float32", asked, [1, 1, Side, Side]),
  });
  const took = performance.now() - start;
  const scores = [...prediction.data];
  const greatest = Math.max(...scores);
  const shares = scores.map(score => Math.exp(score - greatest));
  const sum = shares.reduce((a, b) => a + b);
  const best = scores.indexOf(greatest);
  figures.forEach((entry, way) => {
    entry.figure.classList.toggle("best", way === best);
    entry.bar.style.width = `${100 * shares[way] / sum}%`;
  });
  answer.textContent = `It is character ${best + 1} (${Math.round(100 * shares[best] / sum)} %).` +
    (took >= 1 ? ` Three gradient steps and the answer took ${took.toFixed(0)} ms.` : "");
  return best;
}

// Draws five figures, asks for each again, a little turned, moved and stretched, and writes how many were told.
async function check() {
  const circle = Array.from({ length: 25 }, (_, k) => [140 + 80 * Math.cos(k * Math.PI / 12), 140 + 80 * Math.sin(k * Math.PI / 12)]);
  const shapes = [
    [circle],
    [[[60, 60], [220, 220]], [[220, 60], [60, 220]]],
    [[[50, 90], [120, 200], [160, 90], [230, 200]]],
    [[[140, 40], [140, 240]], [[60, 60], [220, 60]]],
    [[[60, 220], [140, 50], [220, 220], [60, 220]]],
  ];
  const draw = (canvas, strokes, map) => {
    erase(canvas);
    const context = pen(canvas);
    for (const stroke of strokes) {
      context.beginPath();
      stroke.map(map).forEach(([x, y], k) => k === 0 ? context.moveTo(x, y) : context.lineTo(x, y));
      context.stroke();
    }
  };
  shapes.forEach((shape, way) => draw(figures[way].canvas, shape, point => point));
  let right = 0;
  const told = [];
  for (let way = 0; way < Ways; way++) {
    const [cos, sin] = [Math.cos(0.15), Math.sin(0.15)];
    draw(query, shapes[way], ([x, y]) => [
      152 + 0.9 * (cos * (x - 140) - sin * (y - 140)), 132 + 1.05 * (sin * (x - 140) + cos * (y - 140))]);
    const best = await ask();
    told.push(best === null ? "none" : best + 1);
    right += best === way ? 1 : 0;
  }
  const out = document.getElementById("check");
  out.textContent = `told ${told.join(" ")}; ${right} of ${Ways} right`;
  out.hidden = false;
}
