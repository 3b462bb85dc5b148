import { describe, it } from "vitest";
import { PEOPLE, testApp } from "./harness.ts";

describe("GET /runbooks/:alertname", () => {
  it("serves the Markdown as text that a browser shows and never runs", async ({ expect }) => {
    const runbooks = new Map([["Disk/Full <b>", "# <script>alert(1)</script>\n"]]);
    const response = await testApp({ runbooks }).ask(`${PEOPLE}/runbooks/Disk%2FFull%20%3Cb%3E`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("# <script>alert(1)</script>\n");
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  it("says that there is none, and where the others are", async ({ expect }) => {
    const response = await testApp().ask(`${PEOPLE}/runbooks/Nope`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('There is no runbook for "Nope" yet.\n\nAll runbooks: /runbooks/\n');
  });

  it.for(["/runbooks", "/runbooks/"])("lists all at %s", async (path, { expect }) => {
    const response = await testApp().ask(PEOPLE + path);
    expect([response.status, await response.text()]).toEqual([200, "# Runbooks\n\n- /runbooks/DiskFull\n"]);
  });
});
