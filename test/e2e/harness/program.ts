import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of an installed program, in the first of these folders that has it. */
export function findProgram(name: string, folders = foldersOf(process.env["PATH"])): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

export function foldersOf(path = ""): readonly string[] {
  return path.split(delimiter);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
