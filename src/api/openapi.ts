import description from "./openapi.yaml";
import { v2Yaml } from "./v2-answer.ts";

/** GET /api/v2/openapi.yaml: what is served under /api/v2, and where it differs from upstream. */
export function openapi(): Response {
  return v2Yaml(description);
}
