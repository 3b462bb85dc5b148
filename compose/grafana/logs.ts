import {
  CustomVariableBuilder,
  type Dashboard,
  TextBoxVariableBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { board } from "./board.ts";
import * as explorer from "./logs-panels.ts";
import * as writers from "./logs-sources.ts";
import { streamChoice } from "./loki-query.ts";
import { heading } from "./panel.ts";

/** What all hosts and containers have written: how much, who, and the lines. */
export function logs(): Dashboard {
  return board(
    "logs",
    "Log explorer",
    "What all hosts and containers have written: how much, by whom, and the lines.",
  )
    .withVariable(streamChoice("host", "host").label("Host"))
    .withVariable(streamChoice("service", "service_name").label("Service"))
    .withVariable(level())
    .withVariable(search())
    .time({ from: "now-1h", to: "now" })
    .withPanel(explorer.total())
    .withPanel(explorer.errors())
    .withPanel(explorer.bytes())
    .withPanel(explorer.volume())
    .withRow(heading("Who writes"))
    .withPanel(writers.sources())
    .withPanel(writers.failing())
    .withPanel(writers.bySource())
    .withRow(heading("Lines"))
    .withPanel(explorer.lines())
    .build();
}

/** As Loki detects them; unknown is what has none. */
function level(): CustomVariableBuilder {
  return new CustomVariableBuilder("level")
    .label("Level")
    .values("fatal,critical,error,warn,info,debug,trace,unknown")
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

/** A regular expression, in any case; empty finds all. */
function search(): TextBoxVariableBuilder {
  return new TextBoxVariableBuilder("search")
    .label("Search")
    .defaultValue("")
    .current({ text: "", value: "" });
}
