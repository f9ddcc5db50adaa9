import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ledgerPath } from '../../../../src/node/ledger/ledgerPlace.ts';

describe('The place of the ledger', () => {
  const homePath = '/home/ada';
  const below = (...folders: string[]): string =>
    join(homePath, ...folders, 'flux-klein', 'ledger');

  for (const [what, platform, env, expected] of [
    ['Linux', 'linux', {}, below('.local', 'state')],
    ['a shell with another folder', 'linux', { XDG_STATE_HOME: '/s' }, below('.local', 'state')],
    ['a test', 'linux', { FLUX_KLEIN_LEDGER: '/t/ledger' }, '/t/ledger'],
    [
      'a relative one does not count',
      'linux',
      { FLUX_KLEIN_LEDGER: 't' },
      below('.local', 'state'),
    ],
    ['nor an empty one', 'linux', { FLUX_KLEIN_LEDGER: '' }, below('.local', 'state')],
    ['a Mac', 'darwin', {}, below('Library', 'Application Support')],
    ['Windows', 'win32', { LOCALAPPDATA: '/local' }, '/local/flux-klein/ledger'],
    ['Windows without a word', 'win32', {}, below('AppData', 'Local')],
  ] as const) {
    test(what, () => assert.equal(ledgerPath({ platform, env, homePath }), expected));
  }
});
