import { stringify } from "yaml";

/** A file that follows from the inventory; its path is relative to the project. */
export interface Rendered {
  readonly path: string;
  readonly content: string;
}

/** Says in each file where to change what it holds. */
export const NOTICE = "Rendered from compose/inventory.yaml by `farwatch stack render`; do not edit.";

/** A value as a YAML file of ours: one field a line, never folded. */
export function yamlFile(path: string, value: unknown): Rendered {
  return {
    path,
    content: `# ${NOTICE}\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`,
  };
}

/** Where everything lies that is rendered for one host. */
export function hostFolder(host: string): string {
  return `compose/rendered/${host}`;
}
