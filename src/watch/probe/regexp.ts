import { RE2JS } from "re2js";

/** Whether some part of the text matches; `check` has already compiled the expression once. */
export function matches(regexp: string, text: string | undefined): boolean {
  return text !== undefined && RE2JS.compile(regexp).test(text);
}

/** The first match with its groups, the whole match first; undefined when there is none. */
export function find(regexp: string, text: string): readonly string[] | undefined {
  const matcher = RE2JS.compile(regexp).matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? "");
}
