import type { Outgoing } from "./sender.ts";

/** The request as a line for a shell; STATE is the edge's folder of state. */
export function curlOf(url: string, { method, path, headers, body }: Outgoing): string {
  const certificate = "--cacert STATE/pki/ca.crt --cert STATE/pki/operator.crt --key STATE/pki/operator.key";
  const options = Object.entries(headers).map(([name, value]) => {
    return `-H ${quote(value === "" ? `${name};` : `${name}: ${value}`)}`;
  });
  const curl = ["curl -sS -i --path-as-is", certificate, `-X ${method}`, ...options].join(" ");
  const target = quote(url + path);
  if (body === undefined) return `${curl} ${target}`;
  return `echo ${body.toString("base64")} | base64 -d | ${curl} --data-binary @- ${target}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
