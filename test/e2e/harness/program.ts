import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of an installed program. */
export function findProgram(name: string): string | undefined {
  const folders = String(process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
