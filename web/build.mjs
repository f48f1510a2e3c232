// Bundles the front end into the Python package. The files are committed: nobody needs Node to use hanka.
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { build } from "esbuild";

// uPlot's own minified build, as it is: esbuild would make it larger.
const uplot = await readFile(createRequire(import.meta.url).resolve("uplot/dist/uPlot.iife.min.js"), "utf8");
const given = {
  name: "given",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^uplot$/ }, () => ({ path: "uplot", namespace: "given" }));
    onLoad({ filter: /.*/, namespace: "given" }, () => ({ contents: "export default uPlot;" }));
  },
};

// Names of our own that are no keys of any JSON and no property of the browser's: in the bundle they may be short.
const OWN =
  /^(active|anchor|area|chooseAll|chosen|colour|colourBy|colours|diagnosed|interval|lead|line|logX|logY|paint|plot|rebuild|scene|sides|stand|together|unreached|within)$/;

const common = {
  bundle: true,
  plugins: [given],
  minify: true,
  mangleProps: OWN,
  target: ["es2023"],
  charset: "utf8",
  legalComments: "inline",
  metafile: true,
  logLevel: "warning",
};

// The report is one file that is written into its page.
const report = await build({
  ...common,
  entryPoints: { report: "src/report/report.ts" },
  outdir: "../src/hanka/report/static",
  banner: { js: uplot.trim() },
  format: "iife",
});

// The lab is modules: what is learnt with comes when it is asked for, a lesson at a time.
const STATIC = "../src/hanka/lab/static";
for (const name of await readdir(STATIC)) if (name.endsWith(".js")) await rm(`${STATIC}/${name}`);
await writeFile(`${STATIC}/uplot.js`, uplot);
const lab = await build({
  ...common,
  entryPoints: { lab: "src/lab/lab.tsx" },
  outdir: STATIC,
  chunkNames: "[name]-[hash]",
  format: "esm",
  splitting: true,
});

const early = await build({ ...common, entryPoints: { early: "src/lab/early.ts" }, outdir: STATIC, format: "iife" });

/** The bytes of a file and of all that it imports at once. */
function sizeOf(outputs, name, seen = new Set()) {
  if (seen.has(name)) return 0;
  seen.add(name);
  const { bytes, imports } = outputs[name];
  const atOnce = imports.filter(({ kind }) => kind === "import-statement");
  return atOnce.reduce((sum, { path }) => sum + sizeOf(outputs, path, seen), bytes);
}

const [reports, labs] = [report.metafile.outputs, { ...lab.metafile.outputs, ...early.metafile.outputs }];
const scripts = Object.keys(labs).filter((name) => name.endsWith(".js"));
const sizes = [
  ["the report", sizeOf(reports, "../src/hanka/report/static/report.js"), 80_000],
  ["the lab, as it opens", sizeOf(labs, `${STATIC}/early.js`) + sizeOf(labs, `${STATIC}/lab.js`) + uplot.length, 150_000],
  ["the lab and all lessons", scripts.reduce((sum, name) => sum + labs[name].bytes, uplot.length), 350_000],
];
for (const [what, bytes, most] of sizes) {
  console.log(`${what}: ${bytes} bytes of ${most}`);
  if (bytes > most) process.exitCode = 1;
}
