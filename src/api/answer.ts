/** Text that a browser shows and never interprets. */
export function plainText(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
  });
}

/** To a caller that may not know more: no hint, no difference between what is missing and what is forbidden. */
export function forbidden(): Response {
  return plainText(403, "forbidden\n");
}

export function notFound(): Response {
  return plainText(404, "404 page not found\n");
}

/** A redirect as Go's net/http writes it; only who reads is given a link. */
export function movedTo(location: string, method: string): Response {
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead) return new Response(null, { status: 301, headers: { Location: location } });
  const headers = { Location: location, "Content-Type": "text/html; charset=utf-8" };
  // A URL has its quotes and brackets escaped already.
  const link = `<a href="${location.replaceAll("&", "&amp;")}">Moved Permanently</a>.`;
  return new Response(`${link}\n\n`, { status: 301, headers });
}
