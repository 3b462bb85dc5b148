interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Versions that may be another one tomorrow. */
export function looseVersions({ dependencies, devDependencies }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} ${version}`);
}

/** Where a lockfile ties the install to one registry, or leaves a package unproven. */
export function lockfileFaults(lockfile: string): string[] {
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, { integrity?: string }> };
  const hosts = lockfile.match(/"resolved":.*|https?:\/\/[^"]*(?:registry|npmjs|artifact)[^"]*/g) ?? [];
  const unproven = Object.entries(packages)
    .filter(([path, { integrity }]) => path !== "" && integrity === undefined)
    .map(([path]) => `${path} has no integrity`);
  return [...hosts, ...unproven];
}
