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
