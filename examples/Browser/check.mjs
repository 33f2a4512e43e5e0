// Opens the page in headless Chromium, lets it draw five figures and ask for each again, a little turned and moved, and takes two pictures:
// check.png, and narrow.png as on a phone. Exit code 1 unless all five are told.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { serve } from "./serve.mjs";

const chromium = ["chromium", "chromium-browser", "google-chrome"].find(name => !spawnSync(name, ["--version"]).error);
if (!chromium) {
  console.error("There is no chromium: on Debian apt-get install chromium.");
  process.exit(2);
}

const server = await serve(0);
const page = `http://127.0.0.1:${server.address().port}/?check`;
const folder = fileURLToPath(new URL(".", import.meta.url));

// A sandbox takes rights that root in a container does not have.
const usual = ["--headless", "--disable-gpu", "--virtual-time-budget=60000", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];

function look(...options) {
  return new Promise((resolve, reject) => {
    const browser = spawn(chromium, [...usual, ...options, page], { timeout: 180000 });
    let text = "";
    browser.stdout.on("data", part => { text += part; });
    browser.stderr.resume();
    browser.once("error", reject);
    browser.once("close", () => resolve(text));
  });
}

const dom = await look("--dump-dom");
await look("--window-size=820,760", `--screenshot=${folder}check.png`);
await look("--window-size=390,1100", `--screenshot=${folder}narrow.png`);
server.close();
const told = dom.match(/told [^<]*/)?.[0] ?? dom.match(/role="status">([^<]*)/)?.[1] ?? "the page said nothing";
console.log(told);
process.exit(told.endsWith("5 of 5 right") ? 0 : 1);
