// Draws what each board shows of a day that never was. `npm run pictures:boards [BOARD...]`
import { boards } from "../boards.ts";
import { drawBoard } from "./draw-board.ts";
import { withSources } from "./sources.ts";

const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(boards);
const empty = await withSources(async (sources) => {
  const found: string[] = [];
  for (const name of names) found.push(...(await drawBoard(name, sources)));
  return found;
});
for (const panel of empty) console.error(`No data: ${panel}`);
process.exitCode = empty.length === 0 ? 0 : 1;
