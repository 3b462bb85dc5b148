import * as z from "zod";
import { readDateTime } from "../alert/date-time.ts";
import type { Labels } from "../alert/labels.ts";
import { asRecord } from "../alert/raw.ts";
import { err, ok, type Result } from "../alert/result.ts";
import type { PostableSilence } from "../router/rpc.ts";
import type { V2Fault } from "./v2-answer.ts";

const text = z.string().nullish();

/** `z.record` would leave out the name `__proto__`. */
const texts = z.custom<Labels>(isTexts, "expected texts by name");

/** Types alone; what is required is asked afterwards, in upstream's order and words. */
const shape = z
  .object({
    id: text,
    comment: text,
    createdBy: text,
    startsAt: text,
    endsAt: text,
    matchers: z
      .array(
        z
          .object({ name: text, value: text, isRegex: z.boolean().nullish(), isEqual: z.boolean().nullish() })
          .nullable(),
      )
      .nullish(),
    annotations: texts.nullish(),
  })
  .nullable();

type Shape = NonNullable<z.infer<typeof shape>>;

type Parsed<T> = Result<T, V2Fault>;

/** Reads the body of POST /api/v2/silences; faults have the codes and words of upstream's request layer. */
export function parsePostableSilence(body: string): Parsed<PostableSilence> {
  if (body.trim() === "") return required("silence");
  const json = parseJson(body);
  if (!json.ok) return json;
  const parsed = shape.safeParse(json.value);
  if (!parsed.success) return malformed(firstIssue(parsed.error));
  return complete(parsed.data ?? {});
}

function complete(silence: Shape): Parsed<PostableSilence> {
  const { id, comment, createdBy, annotations } = silence;
  const startsAt = readTime("startsAt", silence.startsAt);
  const endsAt = readTime("endsAt", silence.endsAt);
  // A date that cannot be read is found while parsing, before anything is missed.
  if (!startsAt.ok && startsAt.error.code === 400) return startsAt;
  if (!endsAt.ok && endsAt.error.code === 400) return endsAt;
  if (comment == null) return required("comment");
  if (createdBy == null) return required("createdBy");
  if (!endsAt.ok) return endsAt;
  const matchers = completeMatchers(silence.matchers);
  if (!matchers.ok) return matchers;
  if (!startsAt.ok) return startsAt;
  return ok({
    comment,
    createdBy,
    startsAt: startsAt.value,
    endsAt: endsAt.value,
    matchers: matchers.value,
    ...(id && { id }),
    ...(annotations && { annotations }),
  });
}

function completeMatchers(matchers: Shape["matchers"]): Parsed<PostableSilence["matchers"]> {
  if (matchers == null) return required("matchers");
  if (matchers.length === 0)
    return err({ code: 612, message: "matchers in body should have at least 1 items" });
  const done: PostableSilence["matchers"][number][] = [];
  for (const [index, matcher] of matchers.entries()) {
    if (matcher == null) return required(`matchers.${index}`);
    const { name, value, isRegex } = matcher;
    if (isRegex == null) return required(`matchers.${index}.isRegex`);
    if (name == null) return required(`matchers.${index}.name`);
    if (value == null) return required(`matchers.${index}.value`);
    done.push({ name, value, isRegex, isEqual: matcher.isEqual ?? true });
  }
  return ok(done);
}

function readTime(field: string, value: string | null | undefined): Parsed<string> {
  if (value == null) return required(field);
  const time = readDateTime(value);
  return time === undefined
    ? malformed(`Cannot parse ${field} ${JSON.stringify(value)} as a time`)
    : ok(time);
}

function parseJson(body: string): Parsed<unknown> {
  try {
    return ok(JSON.parse(body));
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function isTexts(value: unknown): boolean {
  const record = asRecord(value);
  return record !== undefined && Object.values(record).every((one) => typeof one === "string");
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join(".") || "body"}: ${issue.message}` : error.message;
}

function required(field: string): Result<never, V2Fault> {
  return err({ code: 602, message: `${field} in body is required` });
}

function malformed(why: string): Result<never, V2Fault> {
  return err({ code: 400, message: `parsing silence body from "" failed, because ${why}` });
}
