import { describe, expect, it } from "vitest";
import { emptyBook, quietAlerts, remember, turnTo } from "../../e2e/differential/book.ts";
import type { AlertSpec } from "../../e2e/differential/case.ts";

const labels = { alertname: "Down" };
const at = (beat: number) => ({ beat, style: "utc" }) as const;

type Post = readonly [beat: number, times: Partial<AlertSpec>];

/** What a book knows after these posts: from when to when the alert fires, if it does, and when it ends. */
function after(posts: readonly Post[]) {
  const book = emptyBook("c1", [labels], 3.25);
  for (const [beat, times] of posts) {
    turnTo(book, beat);
    remember(book, { key: "", labels, ...times }, beat);
  }
  const said = book.firing.get(labels);
  return [said?.from, said?.to, book.ended.get(labels)];
}

describe("the book of a case", () => {
  const rows: { name: string; posts: Post[]; want: (number | undefined)[] }[] = [
    { name: "no times: from now for resolve_timeout", posts: [[2, {}]], want: [2, 5.25, 5.25] },
    { name: "an end alone, at which it begins", posts: [[2, { ends: at(4) }]], want: [4.27, 4.27, 4.27] },
    { name: "an end that has passed", posts: [[2, { ends: at(1) }]], want: [undefined, undefined, 1.27] },
    {
      name: "a later end that was named is kept",
      posts: [
        [0, { starts: at(-1), ends: at(5) }],
        [1, { starts: at(-1), ends: at(3) }],
      ],
      want: [-0.73, 5.27, 5.27],
    },
    {
      name: "a time-out is not kept",
      posts: [
        [0, {}],
        [1, { starts: at(0), ends: at(1) }],
      ],
      want: [0, 1.27, 1.27],
    },
    {
      name: "an earlier start is taken over",
      posts: [
        [0, {}],
        [1, { starts: at(-2), ends: at(2) }],
      ],
      want: [-1.73, 2.27, 2.27],
    },
    {
      name: "what does not overlap is another occurrence",
      posts: [
        [0, { ends: at(4) }],
        [1, { ends: at(2) }],
      ],
      want: [2.27, 2.27, 2.27],
    },
  ];
  it.each(rows)("$name", ({ posts, want }) => {
    expect(after(posts)).toEqual(want);
  });

  it("knows what is quiet, and forgets what has ended", () => {
    const book = emptyBook("c1", [labels], 3.36);
    expect(quietAlerts(book)).toEqual([labels]);
    remember(book, { key: "", labels, ends: at(3) }, 0);
    turnTo(book, 3);
    expect(quietAlerts(book)).toEqual([]);
    turnTo(book, 4);
    expect(quietAlerts(book)).toEqual([labels]);
  });
});
