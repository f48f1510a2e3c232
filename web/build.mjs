// Bundles the front end into the Python package. The files are committed: nobody needs Node to use hanka.
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: { report: "src/report/report.ts" },
  outdir: "../src/hanka/report/static",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2023"],
  charset: "utf8",
  legalComments: "inline",
  metafile: true,
  logLevel: "warning",
});

for (const [name, { bytes }] of Object.entries(metafile.outputs)) console.log(name, bytes);
