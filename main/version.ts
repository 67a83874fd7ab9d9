import packageJson from '../package.json' with { type: 'json' };

/** Version of this Tapline. */
export const version: string = packageJson.version;
