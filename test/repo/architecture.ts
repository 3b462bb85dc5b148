/** The cells of every table row of a page, without code marks; header and ruler left out. */
export function tableRows(markdown: string): string[][] {
  const tables = markdown.match(/(?:^\|.*\|\n)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [, , ...rows] = table.trim().split("\n");
    return rows.map((row) =>
      row
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  });
}

/** What a cell or a sentence sets in code marks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

export interface Claim {
  readonly path: string;
  readonly name: string;
}

/** Each "`name` in `src/file.ts`" of the text, and each table row of a file and its functions. */
export function claims(markdown: string): Claim[] {
  const said = [...markdown.matchAll(/`(\w+)`\s+in\s+`(src\/[^`]+\.ts)`/g)].map(
    ([, name = "", path = ""]) => {
      return { path, name };
    },
  );
  const listed = tableRows(markdown).flatMap(([first = "", second = ""]) => {
    const [path = ""] = codeIn(first);
    return /^src\/.+\.ts$/.test(path) ? codeIn(second).map((name) => ({ path, name })) : [];
  });
  return [...said, ...listed];
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const unitBytes: Readonly<Record<string, number>> = { KiB: 1_024, MiB: 1_024 ** 2 };

/** A value as people write it, in the unit that the constant's name ends in. NaN for what is none. */
export function quantity(text: string): number {
  const [number = "", unit] = text.replaceAll(",", "").split(" ");
  const [over = "", under = "1"] = number.split("/");
  const factor = unit === undefined ? 1 : (unitMs[unit] ?? unitBytes[unit] ?? Number.NaN);
  return (Number(over) / Number(under)) * factor;
}

/** Table name to its columns, in order, after all that migrations changed of it. */
export function tablesOf(schema: string): Map<string, string[]> {
  const tables = createdIn(schema);
  for (const [, table = "", name = ""] of schema.matchAll(/ALTER TABLE (\w+) RENAME TO (\w+)/g)) {
    tables.set(name, tables.get(table) ?? []);
    tables.delete(table);
  }
  for (const [, table = "", column = ""] of schema.matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g)) {
    tables.get(table)?.push(column);
  }
  return tables;
}

function createdIn(schema: string): Map<string, string[]> {
  const statements = [
    ...schema.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(([\s\S]*?)\)(?: WITHOUT ROWID)?[`]/g),
  ];
  return new Map(
    statements.map(([, table = "", body = ""]) => {
      const parts = body
        .replace(/\([^()]*\)/g, "")
        .split(",")
        .map((part) => part.trim());
      const columns = parts
        .filter((part) => !/^PRIMARY KEY/.test(part))
        .map((part) => part.split(/\s/)[0] ?? "");
      return [table, columns];
    }),
  );
}
