import type { Configuration } from 'electron-builder';

export interface PackagingOptions {
  /** Addresses and identities of the one who publishes; nothing of it is needed for a package on one's own machine. */
  env?: NodeJS.ProcessEnv;
  /** Folder of an Electron that is there already, instead of a download. */
  electronDist?: string | undefined;
  output?: string;
}

/** Name and value of each of Electron's fuses; docs/security.md says why. */
export const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const;

const database = 'node_modules/better-sqlite3';

/** How electron-builder packages the desktop app. Options' names: its own `Configuration`. */
export function packaging({ env = process.env, electronDist, output = 'dist' }: PackagingOptions = {}): Configuration {
  const feed = env.TAPLINE_UPDATE_FEED;
  return {
    appId: 'app.tapline.desktop',
    productName: 'Tapline',
    copyright: 'MIT licence',
    directories: { output, buildResources: 'build' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own placeholders
    artifactName: 'tapline-${version}-${os}-${arch}.${ext}',
    electronDist: electronDist ?? null,
    // Everything but the database's driver is part of out/, so no tree of packages is looked at and nothing is compiled.
    beforeBuild: async () => false,
    files: [
      'out/**/*',
      '!out/**/*.map',
      'package.json',
      'LICENSE',
      {
        from: database,
        to: database,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own placeholders
        filter: ['package.json', 'LICENSE', 'lib/**/*.js', 'prebuilds/${platform}-${arch}.node'],
      },
    ],
    extraMetadata: {
      desktopName: 'tapline.desktop',
      // What is in out/ needs none of these any more.
      dependencies: {},
      devDependencies: {},
      ...(env.TAPLINE_HOMEPAGE ? { homepage: env.TAPLINE_HOMEPAGE } : {}),
      ...(feed ? { updateFeed: feed } : {}),
    },
    asar: true,
    // The system's loader opens files, not places in an archive.
    asarUnpack: [`${database}/prebuilds/*.node`],
    electronFuses: { ...fuses },
    electronLanguages: ['en-US'],
    protocols: [{ name: 'Tapline', schemes: ['tapline'] }],
    fileAssociations: [
      {
        ext: 'tapline.ndjson',
        name: 'Posts of Tapline',
        description: 'Posts that Tapline exported',
        mimeType: 'application/vnd.tapline.posts+ndjson',
        role: 'Viewer',
      },
    ],
    mac: {
      target: (feed ? ['dmg', 'zip'] : ['dmg']).map((target) => ({ target: target as 'dmg', arch: ['x64', 'arm64'] })),
      category: 'public.app-category.developer-tools',
      icon: 'build/icon.icns',
      hardenedRuntime: true,
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
      // Signed for this machine only, unless there is a certificate.
      ...(env.CSC_LINK || env.CSC_NAME ? {} : { identity: '-' }),
      notarize: Boolean(env.APPLE_ID && env.APPLE_APP_SPECIFIC_PASSWORD && env.APPLE_TEAM_ID),
    },
    win: { target: ['nsis'], icon: 'build/icon.ico' },
    // For the user alone: no rights of an administrator are asked for.
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
    linux: {
      target: ['AppImage', 'deb', 'rpm'],
      icon: 'build/icons',
      executableName: 'tapline',
      syncDesktopName: true,
      category: 'Development',
      synopsis: 'Inspector for the callbacks of an SMS platform',
      maintainer: env.TAPLINE_MAINTAINER ?? 'Tapline <tapline@localhost>',
      vendor: 'Tapline',
    },
    publish: feed ? { provider: 'generic', url: feed } : null,
  };
}

export default packaging();
