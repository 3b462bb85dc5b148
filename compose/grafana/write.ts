// node compose/grafana/write.ts: writes dashboards/*.json. A test says so when they are not what the boards say.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { textOfBoard } from "./board.ts";
import { boards } from "./boards.ts";

for (const [name, board] of Object.entries(boards)) {
  writeFileSync(join(import.meta.dirname, "dashboards", `${name}.json`), textOfBoard(board()));
}
