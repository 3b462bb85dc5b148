import { describe, it } from "vitest";
import { renderRunbook } from "../../../src/runbook/markdown.ts";

/** The HTML of a page whose body this is. */
function bodyOf(body: string): string {
  const page = renderRunbook("DiskFull", `# DiskFull\n\nIt is full.\n\n${body}`);
  if (!page.ok) throw new Error(page.error);
  return page.value.html;
}

describe("renderRunbook", () => {
  it("takes title and sentence apart from the sections", ({ expect }) => {
    const text =
      "# DiskFull\n\nA disk is `full`:\nnothing is stored.\n\n## Meaning\n\nSo.\n\n## Impact\n\nMuch.\n";
    expect(renderRunbook("DiskFull", text)).toEqual({
      ok: true,
      value: {
        summary: "A disk is <code>full</code>:\nnothing is stored.",
        headings: [
          { id: "meaning", text: "Meaning" },
          { id: "impact", text: "Impact" },
        ],
        html: '<h2 id="meaning">Meaning</h2>\n<p>So.</p>\n<h2 id="impact">Impact</h2>\n<p>Much.</p>',
      },
    });
  });

  const unreadable = [
    ["another title", "# DiskFul\n\nIt is.\n"],
    ["no title", "It is.\n"],
    ["no sentence", "# DiskFull\n\n## Meaning\n\nSo.\n"],
    ["a title without a gap", "# DiskFull\nIt is.\n"],
    ["nothing", ""],
  ] as const;
  it.for(unreadable)("refuses a page with %s", ([, text], { expect }) => {
    expect(renderRunbook("DiskFull", text)).toEqual({
      ok: false,
      error: 'Cannot read runbook "DiskFull": it must begin with "# DiskFull" and one sentence',
    });
  });

  it("reads a page with Windows' line ends", ({ expect }) => {
    const page = renderRunbook("DiskFull", "# DiskFull\r\n\r\nIt is.\r\n\r\n## Meaning\r\n\r\nSo.\r\n");
    expect(page).toMatchObject({ ok: true, value: { summary: "It is.", headings: [{ id: "meaning" }] } });
  });
});

describe("what a page cannot smuggle in", () => {
  const hostile = [
    ["a script", "<script>alert(1)</script>"],
    ["a script in a paragraph", "So <script>alert(1)</script> it is."],
    ["an image that runs", "<img src=x onerror=alert(1)>"],
    ["a comment", "<!-- --><script>alert(1)</script>"],
    ["a tag in a link's text", "[<b onclick=alert(1)>x</b>](https://example.org)"],
    ["a tag in a heading", "## <img src=x onerror=alert(1)>"],
    ["a tag in a table", "| a |\n| - |\n| <script>alert(1)</script> |"],
    ["a tag in code", "```sh\n</code></pre><script>alert(1)</script>\n```"],
    ["a tag in a code's language", '```"><script>\nx\n```'],
    ["a tag behind character references", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["quotes in a link's title", '[x](https://example.org "\\" onclick=\\"alert(1)")'],
    ["quotes in a link", '[x](<https://example.org/" onclick="alert(1)>)'],
  ] as const;
  it.for(hostile)("%s", ([, markdown], { expect }) => {
    const html = bodyOf(markdown);
    // Within a quoted value everything goes; outside of it nothing may stand that runs.
    const tags =
      html
        .match(/<[^>]*>/g)
        ?.join(" ")
        .replace(/"[^"]*"/g, '""') ?? "";
    expect(tags).not.toMatch(/<script|<img|\bon\w+=/);
  });

  const protocols = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc",
  ];
  it.for(protocols)("a link to %s, whose text stays", (target, { expect }) => {
    expect(bodyOf(`See [here](${target}).`)).toBe("<p>See here.</p>");
    expect(bodyOf(`<${target}>`)).not.toContain("href");
  });

  it("and links of the web and of other pages stay", ({ expect }) => {
    const html = bodyOf("[a](https://example.org/?a=1&b=2) [b](/runbooks/HostDown) [c](#impact)");
    expect(html).toBe(
      '<p><a href="https://example.org/?a=1&amp;b=2">a</a> <a href="/runbooks/HostDown">b</a> <a href="#impact">c</a></p>',
    );
  });
});

describe("headings", () => {
  const cases = [
    ["words", "## On the host", "on-the-host"],
    ["marks", "## `df` & *others*!", "df-others"],
    ["letters of other scripts", "## Größe", "größe"],
    ["no letters", "## ...", "section"],
    ["a part's own id", "## Rule", "rule-2"],
    ["the main part's id", "### Content", "content-2"],
  ] as const;
  it.for(cases)("have an id made of %s", ([, markdown, id], { expect }) => {
    expect(bodyOf(markdown)).toContain(` id="${id}">`);
  });

  it("that read alike have ids that differ", ({ expect }) => {
    const ids = [...bodyOf("## A\n\n### A\n\n## A\n\n## A 2\n").matchAll(/id="([^"]*)"/g)].map(
      ([, id]) => id,
    );
    expect(ids).toEqual(["a", "a-2", "a-3", "a-2-2"]);
  });

  it("of the third level are not listed", ({ expect }) => {
    const page = renderRunbook("A", "# A\n\nSo.\n\n## One\n\n### Two\n");
    expect(page).toMatchObject({ ok: true, value: { headings: [{ id: "one", text: "One" }] } });
  });
});

it("code and tables scroll by themselves, with a keyboard too", ({ expect }) => {
  expect(bodyOf("```sh\ndf -h | head\n```\n")).toBe(
    '<div class="code"><pre tabindex="0"><code class="language-sh">df -h | head\n</code></pre></div>',
  );
  const table = bodyOf("| a | b |\n| - | - |\n| 1 | 2 |\n");
  expect(table).toMatch(
    /^<div class="wide" role="region" aria-label="Table" tabindex="0"><table>[\s\S]*<\/table><\/div>$/,
  );
});

it("comments of a shell block are marked with their line ends, and nothing else is", ({ expect }) => {
  const code = "# What <it> shows.\ndf -h # all\n\n# 1.\n# 2.\ntrue\n";
  expect(bodyOf(`\`\`\`sh\n${code}\`\`\`\n`)).toContain(
    '<code class="language-sh"><span class="note"># What &lt;it&gt; shows.\n</span>df -h # all\n\n' +
      '<span class="note"># 1.\n</span><span class="note"># 2.\n</span>true\n</code>',
  );
  expect(bodyOf(`\`\`\`text\n${code}\`\`\`\n`)).not.toContain("note");
});

it("each severity's line about when it fires stands on its own", ({ expect }) => {
  expect(bodyOf("Fires: **critical** when x > 1 for 5m.\nFires: **warning** when x > 0 at once.\nSo.")).toBe(
    "<p>Fires: <strong>critical</strong> when x &gt; 1 for 5m.<br>\n" +
      "Fires: <strong>warning</strong> when x &gt; 0 at once.\nSo.</p>",
  );
});
