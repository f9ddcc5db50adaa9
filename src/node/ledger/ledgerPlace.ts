import { isAbsolute, join } from 'node:path';

export interface Computer {
  /** As Node names it. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's own folder. */
  readonly homePath: string;
}

/** Names another folder for the ledger, for tests and for builds that have no home. */
export const ledgerVariable = 'FLUX_KLEIN_LEDGER';

/**
 * Where the ledger of a person lies on their computer, for every editor, command line and server of theirs at once:
 * where the guidelines of each system have what is a program's own and outlives it. `XDG_STATE_HOME` does not count: a
 * shell may set it for one program and not for the other, and the two would not know of each other's images.
 */
export function ledgerPath({ platform, env, homePath }: Computer): string {
  const given = env[ledgerVariable];
  if (given !== undefined && isAbsolute(given)) return given;
  const folders =
    platform === 'win32'
      ? [env['LOCALAPPDATA'] ?? join(homePath, 'AppData', 'Local')]
      : platform === 'darwin'
        ? [homePath, 'Library', 'Application Support']
        : [homePath, '.local', 'state'];
  return join(...folders, 'flux-klein', 'ledger');
}
