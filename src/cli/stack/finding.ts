/** One thing that `stack check` has found wrong. */
export interface Finding {
  /** A file, a service, a target. */
  readonly where: string;
  readonly what: string;
  /** What the operator does about it. */
  readonly todo: string;
}

export function findingLine({ where, what, todo }: Finding): string {
  return `${where}: ${what}; ${todo}`;
}
