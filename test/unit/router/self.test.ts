import { describe, it } from "vitest";
import { SELF } from "../../../src/router/own-alerts.ts";
import { noteRefusal, REFUSED_LASTS_MS } from "../../../src/router/self.ts";
import { firing, HOUR, MINUTE, Simulation, START, summary } from "./simulation.ts";

function refuse(
  simulation: Simulation,
  sender = "am",
  reason: "malformed" | "too_large" = "malformed",
): void {
  simulation.turn(() => noteRefusal(simulation.state, sender, reason, simulation.now));
}

const labels = (sender: string, reason = "malformed") => {
  return { alertname: "FarwatchIntakeRefused", sender, reason, severity: "warning" };
};

describe("noteRefusal", () => {
  it("raises an alert of our own that names sender and reason", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.advance(MINUTE);
    const [alert] = simulation.told[0]?.notification.alerts ?? [];
    expect(alert).toMatchObject({
      status: "firing",
      labels: labels("am"),
      startsAt: new Date(START).toISOString(),
    });
    expect(alert?.annotations["description"]).toContain("malformed");
  });

  it("counts every refusal, and raises one alert an hour at most", ({ expect }) => {
    const simulation = new Simulation();
    for (let minute = 0; minute < 55; minute += 1) {
      for (let i = 0; i < 20; i += 1) refuse(simulation);
      simulation.advance(MINUTE);
    }
    expect(simulation.events.filter(({ type }) => type === "refused")).toHaveLength(55 * 20);
    expect(simulation.told).toHaveLength(1);
    expect(simulation.state.alerts.size).toBe(1);
  });

  it("writes no row for a flood", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.advance(MINUTE);
    const before = simulation.store.writes;
    for (let i = 0; i < 1_000; i += 1) refuse(simulation);
    expect(simulation.store.writes).toBe(before);
  });

  it("keeps senders and reasons apart", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation, "one");
    refuse(simulation, "two");
    refuse(simulation, "two", "too_large");
    expect(simulation.state.alerts.size).toBe(3);
  });

  it("resolves REFUSED_LASTS_MS after the last one that renewed it, and says so", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.advance(REFUSED_LASTS_MS - 1);
    expect(simulation.state.identify(labels("am")).alert?.status).toBe("firing");
    simulation.advance(1);
    expect(simulation.state.identify(labels("am")).alert?.status).toBe("resolved");
    simulation.advance(10 * MINUTE);
    expect(simulation.told.map(({ notification }) => notification.status)).toEqual(["firing", "resolved"]);
  });

  it("keeps its exact end over a restart", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.restart(MINUTE);
    simulation.advance(REFUSED_LASTS_MS - MINUTE - 1);
    expect(simulation.state.identify(labels("am")).alert?.status).toBe("firing");
    simulation.advance(1);
    expect(simulation.state.identify(labels("am")).alert?.status).toBe("resolved");
  });

  it("is renewed once half of it has passed, and keeps its start", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.advance(REFUSED_LASTS_MS / 2);
    refuse(simulation);
    simulation.advance(REFUSED_LASTS_MS - 1);
    const alert = simulation.state.identify(labels("am")).alert;
    expect([alert?.status, alert?.startsAt.ms]).toEqual(["firing", START]);
  });

  it("begins anew after it has resolved", ({ expect }) => {
    const simulation = new Simulation();
    refuse(simulation);
    simulation.advance(2 * HOUR);
    refuse(simulation);
    simulation.advance(MINUTE);
    expect(simulation.told.map(({ notification }) => summary(notification))).toHaveLength(3);
    expect(simulation.state.identify(labels("am")).alert?.startsAt.ms).toBe(START + 2 * HOUR);
  });

  it("holds beside a webhook that posts the same labels, and takes nothing from it", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(labels("am"), START - MINUTE)]);
    refuse(simulation);
    const sources = simulation.state.identify(labels("am")).alert?.sources;
    expect([...(sources?.keys() ?? [])]).toEqual(["alertmanager http://am", SELF]);
  });
});
