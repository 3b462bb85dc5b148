import { it } from "vitest";
import { expressionFault } from "./expression.ts";

const whole = [
  ["promql", 'min by (job) (up{host=~"$host"})'],
  ["promql", "rate(traces_span_metrics_calls_total{$$__tags}[$__rate_interval])"],
  ["logql", '{service_name="$${__span.tags["service.name"]}"} | trace_id="$${__trace.traceId}"'],
  ["logql", '{container="traefik"} |~ "a"'],
  ["traceql", '{ resource.service.name = "shop" && duration > 500ms }'],
] as const;

it.for(whole)("%s %s can be read", ([language, text], { expect }) => {
  expect(expressionFault(language, text)).toBeUndefined();
});

const broken = [
  ["promql", "sum by (host (up)"],
  ["logql", "{container=} |~"],
  ["traceql", "{ duration >> }"],
] as const;

it.for(broken)("%s %s cannot be read", ([language, text], { expect }) => {
  expect(expressionFault(language, text)).toContain(`Cannot parse ${language}`);
});
