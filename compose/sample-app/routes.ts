/** One path of the service. */
export interface Route<Call> {
  readonly method: string;
  /** As spans and metrics name it: `/parts/{id}`. */
  readonly path: string;
  readonly call: Call;
}

export interface Match<Call> {
  readonly route: Route<Call>;
  readonly params: Readonly<Record<string, string>>;
}

/** The route that takes a request; a series for each path that somebody thinks of would be a series too many. */
export function matchRoute<Call>(
  routes: readonly Route<Call>[],
  method: string,
  path: string,
): Match<Call> | undefined {
  for (const route of routes) {
    const params = route.method === method ? paramsOf(route.path, path) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function paramsOf(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === "") return undefined;
    if (name !== undefined) params[name] = value;
  }
  return params;
}
