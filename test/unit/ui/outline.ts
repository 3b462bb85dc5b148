/** What a reader of the source of a page would check: every element closed in its order, every id once. */
export interface Outline {
  readonly elements: readonly string[];
  readonly ids: readonly string[];
  readonly faults: readonly string[];
}

const empty = /^(?:meta|link|input|br|hr|img)$/;

export function outlineOf(page: string): Outline {
  // What stands in these two is no HTML.
  const bare = page.replace(/(<(style|script)>)[\s\S]*?(<\/\2>)/g, "$1$3").replace(/^<!doctype html>\n/, "");
  const open: string[] = [];
  const elements: string[] = [];
  const faults: string[] = bare === page ? ["no document"] : [];
  for (const [tag, close, name = ""] of bare.matchAll(/<(\/?)([a-z0-9]+)(?:\s+[a-z-]+(?:="[^"<]*")?)*>|</g)) {
    if (name === "") faults.push(`${tag} is no tag`);
    else if (close === "/") {
      if (open.pop() !== name) faults.push(`</${name}> closes another`);
    } else {
      elements.push(name);
      if (!empty.test(name)) open.push(name);
    }
  }
  const ids = [...bare.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id ${id} twice`);
  return { elements, ids, faults: [...faults, ...open.map((name) => `<${name}> stays open`), ...twice] };
}
