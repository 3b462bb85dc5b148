import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseTimeInterval, timeIntervalSchema } from "../../../src/config/time-interval.ts";

/** The message of the only error, or undefined when the interval is accepted. */
function errorOf(raw: unknown): string | undefined {
  const parsed = parseTimeInterval(raw);
  if (parsed.ok) return undefined;
  expect(parsed.error).toHaveLength(1);
  return parsed.error[0]?.message;
}

describe("parseTimeInterval", () => {
  it("turns every field into numbers", () => {
    const raw = parse(`
times: [{start_time: 09:00, end_time: '24:00'}]
weekdays: ['Monday:friday', sunday]
days_of_month: ['1', 10, '20:-1', '-3:-1']
months: ['January:march', 12, '4:june']
years: [2020, '2022:2024']
location: Europe/Berlin
`);
    expect(parseTimeInterval(raw)).toEqual({
      ok: true,
      value: {
        times: [{ start: 540, end: 1440 }],
        weekdays: [
          { start: 1, end: 5 },
          { start: 0, end: 0 },
        ],
        daysOfMonth: [
          { start: 1, end: 1 },
          { start: 10, end: 10 },
          { start: 20, end: -1 },
          { start: -3, end: -1 },
        ],
        months: [
          { start: 1, end: 3 },
          { start: 12, end: 12 },
          { start: 4, end: 6 },
        ],
        years: [
          { start: 2020, end: 2020 },
          { start: 2022, end: 2024 },
        ],
        location: "Europe/Berlin",
      },
    });
  });

  it.for([
    { yaml: "{}" },
    { yaml: "null" },
    { yaml: "{weekdays: null, location: null}" },
    { yaml: "location: ''" },
  ])("reads $yaml as no condition", ({ yaml }) => {
    expect(parseTimeInterval(parse(yaml))).toEqual({ ok: true, value: {} });
  });

  // As `amtool check-config` 0.25.0 judges them.
  it.for([
    "days_of_month: ['1:-27']",
    "days_of_month: ['27:-1']",
    "days_of_month: ['+1']",
    "months: [13]",
    "months: [0]",
    "months: ['-5:-1']",
    "months: ['1:december']",
    "years: ['-1']",
    "weekdays: []",
    "times: []",
    "location: UTC",
    "location: EST5EDT",
    "location: Etc/GMT+5",
    "location: ROC",
    "location: W-SU",
    "location: GB-Eire",
    "location: NZ-CHAT",
    "location: Asia/Kolkata",
    "location: US/East-Indiana",
    "location: Australia/ACT",
    "location: America/Knox_IN",
    "location: America/Port_of_Spain",
    "location: America/Argentina/ComodRivadavia",
    "location: America/Argentina/Buenos_Aires",
    "location: GMT0",
  ])("accepts %s", (yaml) => {
    expect(errorOf(parse(yaml))).toBeUndefined();
  });

  it.for([
    { yaml: "days_of_month: ['1:-28']", message: 'Cannot read days_of_month: "1:-28" ends before it starts' },
    { yaml: "days_of_month: ['28:-1']", message: 'Cannot read days_of_month: "28:-1" ends before it starts' },
    { yaml: "days_of_month: ['-1:-3']", message: 'Cannot read days_of_month: "-1:-3" ends before it starts' },
    { yaml: "days_of_month: ['32']", message: /"32" leaves the days 1 to 31 and -1 \(the last day\) to -31/ },
    {
      yaml: "days_of_month: ['-15:5']",
      message: /"-15:5" starts from the end of the month and must end there too/,
    },
    { yaml: "days_of_month: [' 1']", message: 'Cannot read days_of_month: " 1" is no day of the month' },
    { yaml: "days_of_month: ['1: 5']", message: 'Cannot read days_of_month: " 5" is no day of the month' },
    { yaml: "days_of_month: ['']", message: 'Cannot read days_of_month: "" is no day of the month' },
    {
      yaml: "days_of_month: ['1:2:3']",
      message: 'Cannot read days_of_month: "1:2:3" has more than two ends',
    },
    { yaml: "months: [Jan]", message: 'Cannot read months: "jan" is no month' },
    { yaml: "months: ['december:1']", message: 'Cannot read months: "december:1" ends before it starts' },
    {
      yaml: "years: ['99999999999999999999']",
      message: 'Cannot read years: "99999999999999999999" is no year',
    },
    { yaml: "years: ['2022:2020']", message: 'Cannot read years: "2022:2020" ends before it starts' },
    { yaml: "weekdays: ['monday:']", message: 'Cannot read weekdays: "" is no weekday' },
    { yaml: "weekdays: ['saturday:sunday']", message: /"saturday:sunday" ends before it starts/ },
    { yaml: "weekdays: monday", message: /Cannot read weekdays: expected a list, got "monday"/ },
    {
      yaml: "times: [{start_time: 9:00, end_time: 17:00}]",
      message: /Cannot read start_time: "9:00" is no time/,
    },
    {
      yaml: "times: [{start_time: '17:00', end_time: '17:00'}]",
      message: /start_time must lie before end_time/,
    },
    { yaml: "times: [{start_time: '17:00'}]", message: /"end_time" is missing/ },
    { yaml: "times: [{start_time: '09:00', end_time: '17:00', x: 1}]", message: /Unknown field "x"/ },
    { yaml: "time_zone: UTC", message: /Unknown field "time_zone" in time interval/ },
    // The platform knows them: BST is Bangladesh there, IST India and PST Los Angeles.
    { yaml: "location: BST", message: 'Cannot read location: "BST" is no IANA time zone' },
    { yaml: "location: IST", message: 'Cannot read location: "IST" is no IANA time zone' },
    { yaml: "location: PST", message: 'Cannot read location: "PST" is no IANA time zone' },
    { yaml: "location: SystemV/EST5", message: 'Cannot read location: "SystemV/EST5" is no IANA time zone' },
    {
      yaml: "location: US/Pacific-New",
      message: 'Cannot read location: "US/Pacific-New" is no IANA time zone',
    },
    {
      yaml: "location: australia/sydney",
      message: /"australia\/sydney" is not how the IANA time zone is written/,
    },
    { yaml: "location: asia/kolkata", message: /"asia\/kolkata" is not how the IANA time zone is written/ },
    { yaml: "location: ASIA/KOLKATA", message: /"ASIA\/KOLKATA" is not how the IANA time zone is written/ },
    { yaml: "location: utc", message: /"utc" is not how the IANA time zone is written/ },
    { yaml: "location: Mars/Olympus", message: 'Cannot read location: "Mars/Olympus" is no IANA time zone' },
    { yaml: "location: '+05:00'", message: 'Cannot read location: "+05:00" is no IANA time zone' },
    { yaml: "location: ../zoneinfo/UTC", message: /is no IANA time zone/ },
    { yaml: "location: Local", message: /"Local" has no meaning at the edge/ },
  ])("refuses $yaml", ({ message, yaml }) => {
    expect(errorOf(parse(yaml))).toMatch(message);
  });

  it("accepts every zone that the runtime lists, in that spelling alone", () => {
    for (const location of Intl.supportedValuesOf("timeZone")) {
      expect(errorOf({ location })).toBeUndefined();
      expect(errorOf({ location: location.toLowerCase() })).toMatch(/is not how/);
    }
  });

  it("says where each error stands", () => {
    const raw = { weekdays: ["monday", "x"], times: [{ start_time: "1", end_time: "02:00" }], foo: 1 };
    const parsed = parseTimeInterval(raw);
    const paths = parsed.ok ? [] : parsed.error.map(({ path }) => path.join("."));
    expect(paths.sort()).toEqual(["foo", "times.0.start_time", "weekdays.1"]);
  });
});

describe("timeIntervalSchema", () => {
  it("gives what parseTimeInterval gives", () => {
    const raw = { days_of_month: ["1:-1"], location: "UTC" };
    expect(parseTimeInterval(raw)).toEqual({ ok: true, value: timeIntervalSchema.parse(raw) });
  });
});
