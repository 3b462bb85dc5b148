/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  // Types `exports.default` of "cloudflare:workers" in these tests.
  interface GlobalProps {
    mainModule: typeof import("../../src/index.ts");
  }
}
