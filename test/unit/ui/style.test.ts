import { describe, it } from "vitest";
import { STYLE } from "../../../src/ui/style.ts";

/** WCAG 2.2, 1.4.3: text of any size. */
const AA = 4.5;

function palette(block: string | undefined): Record<string, string> {
  const found = block?.matchAll(/--(\w+):(#[0-9a-f]{3,6})/g) ?? [];
  return Object.fromEntries([...found].map(([, name = "", colour = ""]) => [name, colour]));
}

const [light, dark] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, block]) => palette(block));

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour;
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const pairs = [
  ["fg", "bg"],
  ["fg", "code"],
  ["soft", "bg"],
  ["soft", "code"],
  ["link", "bg"],
  ["link", "code"],
  ["on", "critical"],
  ["on", "warning"],
  ["on", "info"],
  ["on", "other"],
] as const;

describe.for([
  ["light", light],
  ["dark", dark],
] as const)("in the %s", ([, colours = {}]) => {
  it.for(pairs)("%s on %s can be read", ([text, ground], { expect }) => {
    expect(contrast(colours[text] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(AA);
  });

  it("both have the same colours", ({ expect }) => {
    expect(Object.keys(colours)).toEqual(Object.keys(light ?? {}));
  });
});

it("contrast is that of WCAG", ({ expect }) => {
  expect(contrast("#000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#fff")).toBeCloseTo(4.48, 2);
});

it("asks for nothing from elsewhere", ({ expect }) => {
  expect(STYLE).not.toMatch(/url\(|@import|@font-face|https?:/);
});
