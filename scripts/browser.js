// Opens every page of a folder in Chromium and says what is wrong with it. Called by scripts/browser.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const { PDFDocument } = require("pdf-lib");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browserPath, folder, option, shots] = process.argv.slice(2);
const pictures = option === "--shots" ? shots : null;
const WIDTHS = [360, 768, 1440];
const SCHEMES = ["light", "dark"];

function pagesOf(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    return entry.isDirectory() ? pagesOf(file) : file.endsWith(".html") ? [file] : [];
  });
}

// What does not fit: anything that reaches out of the window and does not stand in a part that scrolls.
function overflowing() {
  const width = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > width) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(".scroll") || element.closest("svg")) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 1 || box.left < -1)) out.push(`<${element.tagName.toLowerCase()}> reaches from ${box.left} to ${box.right}`);
  }
  return out.slice(0, 3);
}

function headings() {
  const levels = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((heading) => Number(heading.tagName[1]));
  const wrong = levels.some((level, at) => (at === 0 ? level !== 1 : level > levels[at - 1] + 1));
  return wrong ? [`headings go ${levels.join(" ")}`] : [];
}

async function look(browser, file, width, scheme) {
  const faults = [];
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: false });
  const page = await context.newPage();
  const own = "file://" + file.split(path.sep).map(encodeURIComponent).join("/");
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (decodeURIComponent(request.url()) !== decodeURIComponent(own)) faults.push(`request: ${request.url()}`);
  });
  await page.goto(own);
  faults.push(...(await page.evaluate(overflowing)), ...(await page.evaluate(headings)));
  if (pictures) {
    fs.mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `${path.basename(file, ".html")}-${width}-${scheme}.png`), fullPage: true });
  }
  // The page allows no script: axe is put in from outside, into a world of its own.
  const session = await context.newCDPSession(page);
  await session.send("Page.enable");
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await session.send("Runtime.evaluate", { expression: axe, contextId: executionContextId });
  const run = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => JSON.stringify(r.violations.map((v) => v.id + ': ' + v.help + ' (' + v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(' | ') + ')')))";
  const { result } = await session.send("Runtime.evaluate", { expression: run, contextId: executionContextId, awaitPromise: true });
  faults.push(...JSON.parse(result.value));
  await context.close();
  return faults;
}

async function printed(browser, file) {
  const page = await browser.newPage();
  await page.goto("file://" + file);
  const pdf = await PDFDocument.load(await page.pdf({ format: "A4", printBackground: true, preferCSSPageSize: true }));
  await page.close();
  return pdf.getPageCount();
}

(async () => {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  let faults = 0;
  const files = pagesOf(folder).sort();
  for (const file of files) {
    for (const width of WIDTHS) {
      for (const scheme of SCHEMES) {
        for (const fault of await look(browser, file, width, scheme)) {
          console.log(`${path.relative(folder, file)} at ${width}, ${scheme}: ${fault}`);
          faults += 1;
        }
      }
    }
  }
  const sheets = await printed(browser, path.join(folder, "digest.html"));
  if (sheets > 2) {
    console.log(`digest.html prints on ${sheets} pages`);
    faults += 1;
  }
  await browser.close();
  console.log(`${files.length} pages, ${WIDTHS.length} widths, light and dark: ${faults} faults; the digest prints on ${sheets} pages`);
  process.exit(faults > 0 ? 1 : 0);
})();
