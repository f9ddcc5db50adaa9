import { isAbsolute, join } from 'node:path';

export interface Computer {
  /** As Node names it. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's own folder. */
  readonly homePath: string;
}

/**
 * Where the ledger of a person lies on their computer, for every editor, command line and server of theirs at once:
 * where programs keep what is theirs alone and outlives them. By the XDG Base Directory Specification it is
 * `$XDG_STATE_HOME`, a path that is not absolute being ignored; by Apple's and Microsoft's guidelines the folders below.
 */
export function ledgerPath({ platform, env, homePath }: Computer): string {
  const stateOf = (given: string | undefined, usual: string): string =>
    given !== undefined && isAbsolute(given) ? given : join(homePath, usual);
  const folder =
    platform === 'win32'
      ? stateOf(env['LOCALAPPDATA'], join('AppData', 'Local'))
      : platform === 'darwin'
        ? join(homePath, 'Library', 'Application Support')
        : stateOf(env['XDG_STATE_HOME'], join('.local', 'state'));
  return join(folder, 'flux-klein', 'ledger');
}
