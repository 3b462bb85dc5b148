import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAGE_WIDTH } from "./layout.ts";
import { withPalette } from "./png.ts";

/** Text stays smooth, and a tall board below the size that a page of pictures can bear. */
const COLOURS = 128;

const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1 --font-render-hinting=none --disable-lcd-text";

/** A page as Chromium shows it, as a PNG. */
export function photographOf(page: string, height: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "farwatch-picture-"));
  const [file, out] = [join(folder, "page.html"), join(folder, "page.png")];
  writeFileSync(file, page);
  const args = [
    ...FLAGS.split(" "),
    `--user-data-dir=${folder}/profile`,
    `--window-size=${PAGE_WIDTH},${height}`,
    `--screenshot=${out}`,
    `file://${file}`,
  ];
  execFileSync("chromium", args, { stdio: "ignore" });
  const png = withPalette(readFileSync(out), COLOURS);
  rmSync(folder, { recursive: true, force: true });
  return png;
}
