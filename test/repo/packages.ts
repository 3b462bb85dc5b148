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

interface Locked {
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where a lockfile ties the install to one registry, leaves a package unproven, or would make `npm ci` refuse it. */
export function lockfileFaults(lockfile: string): string[] {
  // npm writes the file, and version 3 has this shape.
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, Locked> };
  const hosts = lockfile.match(/"resolved":.*|https?:\/\/[^"]*(?:registry|npmjs|artifact)[^"]*/g) ?? [];
  const unproven = Object.entries(packages)
    .filter(([path, locked]) => path !== "" && locked.integrity === undefined && !isForElsewhere(locked))
    .map(([path]) => `${path} has no integrity`);
  const unlocked = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages))
      .map((name) => `${path} wants ${name}, which is not locked`),
  );
  return [...hosts, ...unproven, ...unlocked];
}

/** A binary that no machine of ours installs; not every registry has it, and so not its digest. */
function isForElsewhere({ optional, os = [], libc = [] }: Locked): boolean {
  return optional === true && (!os.includes("linux") || libc.includes("musl"));
}
