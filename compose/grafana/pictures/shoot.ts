import { photographOf } from "../../../docs/photograph.ts";
import { PAGE_WIDTH } from "./layout.ts";
import { withPalette } from "./png.ts";

/** Text stays smooth, and a tall board below the size that a page of pictures can bear. */
const COLOURS = 128;

const FLAGS = ["--force-device-scale-factor=1", "--font-render-hinting=none", "--disable-lcd-text"];

/** A board's page as Chromium shows it, in few colours. */
export function pictureOf(page: string, height: number): Buffer {
  return withPalette(photographOf(page, PAGE_WIDTH, height, FLAGS), COLOURS);
}
