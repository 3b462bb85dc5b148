import { describe, expect, it } from "vitest";
import { Masks } from "../../e2e/clients/masks.ts";
import { linesOf, readTranscript, withOpenEnds } from "../../e2e/clients/transcript.ts";

const TEXT = `# A remark.

$ amtool alert
A  B

# Another.
$ amtool silence add 'a=~"x y"' job=b -c 'two words'
0.33.1| new
0.25.0| old
[1]
$ amtool silence query -o json > all.json
$ amtool alert query 'a > b'`;

describe("readTranscript", () => {
  it("takes commands apart, and leaves out what another version prints", () => {
    expect(readTranscript(TEXT, "0.33.1")).toEqual([
      { args: ["alert"], prints: ["A  B"] },
      { args: ["silence", "add", 'a=~"x y"', "job=b", "-c", "two words"], prints: ["new", "[1]"] },
      { args: ["silence", "query", "-o", "json"], into: "all.json", prints: [] },
      { args: ["alert", "query", "a > b"], prints: [] },
    ]);
    expect(readTranscript(TEXT, "0.25.0")[1]?.prints).toEqual(["old", "[1]"]);
  });

  it("an open end forgives what follows it, and nothing before it", () => {
    const step = { args: [], prints: ["error: 400 ...", "all"] };
    expect(withOpenEnds(["error: 400 bad", "all"], step)).toEqual(step.prints);
    expect(withOpenEnds(["error: 500 bad", "all else"], step)).toEqual(["error: 500 bad", "all else"]);
  });

  it("a table's padding and empty lines do not count", () => {
    expect(linesOf("A  B  \n1  2  \n\n\nend")).toEqual(["A  B", "1  2", "end"]);
  });
});

describe("Masks", () => {
  const [first, second] = ["1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"];
  const nobody = "00000000-0000-0000-0000-000000000001";
  const ones = "11111111-1111-1111-1111-111111111111";
  const twos = "22222222-2222-2222-2222-222222222222";

  it("number the ids as they come, and find them again", () => {
    const masks = new Masks(0);
    expect(masks.hide(`${first} ${second} ${first} ${nobody}`)).toBe(`${ones} ${twos} ${ones} ${nobody}`);
    expect(masks.reveal(`expire ${twos} ${nobody}`)).toBe(`expire ${second} ${nobody}`);
  });

  it("hide times of the run and show all others", () => {
    const masks = new Masks(Date.parse("2026-11-23T10:00:00Z"));
    const near = '2026-11-23 09:59:59 UTC "2026-11-24T09:00:00.123Z"';
    expect(masks.hide(near)).toBe('####-##-## ##:##:## UTC "####-##-##T##:##:##.###Z"');
    const far = "2030-01-01T00:00:00.000Z 2026-01-01 00:00:00 +0200";
    expect(masks.hide(far)).toBe(far);
  });
});
