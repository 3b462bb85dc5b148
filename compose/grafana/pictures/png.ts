import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each. */
  readonly rgb: Buffer;
}

/** How wide and high a PNG says it is. */
export function sizeOf(png: Buffer): { readonly width: number; readonly height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

/** The same picture with at most as many colours, a fifth of the size. */
export function withPalette(png: Buffer, most: number): Buffer {
  const pixels = decoded(png);
  const palette = paletteOf(pixels, most);
  return encoded(pixels, palette);
}

/** Reads what Chromium writes: eight bits, no interlacing, with or without transparency. */
function decoded(png: Buffer): Pixels {
  const { width, height } = sizeOf(png);
  const channels = png[25] === 6 ? 4 : 3;
  const data = inflateSync(Buffer.concat(chunksOf(png, "IDAT")));
  const stride = width * channels;
  const rgb = Buffer.alloc(width * height * 3);
  let above: Buffer = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const line = data.subarray(start + 1, start + 1 + stride);
    unfilter(data[start] ?? 0, line, above, channels);
    for (let x = 0; x < width; x += 1) line.copy(rgb, (y * width + x) * 3, x * channels, x * channels + 3);
    above = line;
  }
  return { width, height, rgb };
}

function chunksOf(png: Buffer, kind: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === kind) found.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return found;
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfilter(kind: number, line: Buffer, above: Buffer, channels: number): void {
  for (let at = 0; at < line.length; at += 1) {
    const left = at < channels ? 0 : (line[at - channels] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < channels ? 0 : (above[at - channels] ?? 0);
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind] ?? 0;
    line[at] = ((line[at] ?? 0) + guess) & 255;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The most frequent colours, but none that hardly differs from one that is there. */
function paletteOf({ rgb }: Pixels, most: number): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts]
    .toSorted(([a, one], [b, other]) => other - one || a - b)
    .map(([colour]) => colour);
  const kept: number[] = [];
  for (const nearest of [900, 200, 0]) {
    for (const colour of byCount) {
      if (kept.length < most && kept.every((other) => distance(colour, other) > nearest)) kept.push(colour);
    }
  }
  return kept;
}

function distance(one: number, other: number): number {
  const part = (shift: number) => (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2;
  return 2 * part(16) + 4 * part(8) + 3 * part(0);
}

function encoded({ width, height, rgb }: Pixels, palette: readonly number[]): Buffer {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      lines[y * (width + 1) + x + 1] = indexOf(rgb.readUIntBE((y * width + x) * 3, 3), palette, known);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits each, an index into a palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function indexOf(colour: number, palette: readonly number[], known: Map<number, number>): number {
  const found = known.get(colour);
  if (found !== undefined) return found;
  let best = 0;
  for (let index = 1; index < palette.length; index += 1) {
    if (distance(colour, palette[index] ?? 0) < distance(colour, palette[best] ?? 0)) best = index;
  }
  known.set(colour, best);
  return best;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
