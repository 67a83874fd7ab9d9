/**
 * The packages that stay packages at run time; all others become part of the built files, which opens one file instead of
 * hundreds at the start. better-sqlite3 brings a native module, and `open` a script beside its own file.
 */
export const runtimePackages = ['better-sqlite3', 'open'] as const;

/** Names of those dependencies that the build takes in. @param dependencies as in package.json */
export function bundledPackages(dependencies: Readonly<Record<string, string>>): string[] {
  return Object.keys(dependencies).filter((name) => !(runtimePackages as readonly string[]).includes(name));
}
