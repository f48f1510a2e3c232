// Bundles the front end into the Python package. The files are committed: nobody needs Node to use hanka.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { build } from "esbuild";

// uPlot's own minified build, as it is: esbuild would make it larger.
const uplot = createRequire(import.meta.url).resolve("uplot/dist/uPlot.iife.min.js");
const given = {
  name: "given",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^uplot$/ }, () => ({ path: "uplot", namespace: "given" }));
    onLoad({ filter: /.*/, namespace: "given" }, () => ({ contents: "export default uPlot;" }));
  },
};

// Names of our own that are no keys of any JSON and no property of the browser's: in the bundle they may be short.
const OWN =
  /^(active|anchor|area|chooseAll|chosen|colour|colourBy|colours|diagnosed|interval|lead|line|logX|logY|paint|plot|rebuild|ring|scene|sides|stand|together|unreached|within)$/;

const { metafile } = await build({
  entryPoints: { "report/static/report": "src/report/report.ts", "lab/static/lab": "src/lab/lab.tsx" },
  outdir: "../src/hanka",
  bundle: true,
  plugins: [given],
  banner: { js: (await readFile(uplot, "utf8")).trim() },
  minify: true,
  mangleProps: OWN,
  format: "iife",
  target: ["es2023"],
  charset: "utf8",
  legalComments: "inline",
  metafile: true,
  logLevel: "warning",
});

for (const [name, { bytes }] of Object.entries(metafile.outputs)) console.log(name, bytes);
