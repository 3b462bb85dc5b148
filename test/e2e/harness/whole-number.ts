/** The number that was typed for `option`; throws an `Error` whose message is for whoever typed it. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(
    `Cannot use ${option} ${JSON.stringify(text)}: expected a whole number from ${least} to ${most}`,
  );
}
