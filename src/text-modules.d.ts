// Wrangler, the local edge's bundler and vitest load these as text; see `rules` in wrangler.toml.
declare module "*.yaml" {
  const text: string;
  export default text;
}
