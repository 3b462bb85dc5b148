import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars";

/** A page as Chromium shows it at first, in a window of that size, as a PNG. */
export function photographOf(page: string, width: number, height: number, more: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "farwatch-picture-"));
  const [file, out] = [join(folder, "page.html"), join(folder, "page.png")];
  writeFileSync(file, page);
  const args = [
    ...FLAGS.split(" "),
    ...more,
    `--user-data-dir=${folder}/profile`,
    `--window-size=${width},${height}`,
    `--screenshot=${out}`,
    `file://${file}`,
  ];
  execFileSync("chromium", args, { stdio: "ignore" });
  const png = readFileSync(out);
  rmSync(folder, { recursive: true, force: true });
  return png;
}
