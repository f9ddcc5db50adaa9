import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectNodePath, projectRoot } from '../../scripts/projectPaths.mjs';
import { startChildGroup } from './childGroup.ts';

/** Where a running stand-in service listens, and the key that it accepts. */
export interface StandInOrigins {
  readonly apiOrigin: string;
  readonly storageOrigin: string;
  /** Faults and counters. */
  readonly controlOrigin: string;
  /** A host that is neither, for redirects. */
  readonly thirdOrigin: string;
  readonly apiKey: string;
}

export interface StandInProcess {
  readonly origins: StandInOrigins;
  /** For the extension host: `FLUX_STAND_IN`, the origins as JSON. */
  readonly env: Readonly<Record<string, string>>;
  /** For the user settings: the endpoint, and as many requests a minute as there may be. */
  readonly userSettings: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

const entryPath = join(projectRoot, 'test', 'standIn', 'main.ts');

/**
 * Starts the stand-in service in a process of its own and resolves when it listens.
 * @param options.isCoarse whether it may paint in squares, as nobody looks. Default no.
 * @throws where it ends or says nothing for a minute; the message holds what it said
 */
export async function startStandIn({ isCoarse = false } = {}): Promise<StandInProcess> {
  if (!existsSync(entryPath)) throw new Error(`there is no stand-in at ${entryPath}`);
  const args = [entryPath, '--json', '--with-parent', ...(isCoarse ? ['--coarse'] : [])];
  // Its standard input stays open: the end of it is how the stand-in notices that this process is gone.
  const group = startChildGroup(projectNodePath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  try {
    const origins = await firstLine(group.child);
    return {
      origins,
      env: { FLUX_STAND_IN: JSON.stringify(origins) },
      userSettings: {
        'fluxKlein.apiEndpoint': origins.apiOrigin,
        // What one test has sent within the minute must not hold up the next.
        'fluxKlein.requestsPerMinute': 6000,
      },
      stop: () => group.stop(),
    };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

function firstLine(child: ReturnType<typeof startChildGroup>['child']): Promise<StandInOrigins> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (what: string) => reject(new Error(`the stand-in ${what}\n${said}`.trim()));
    const timer = setTimeout(() => fail('did not start within a minute'), 60_000);
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('exit', (code) => fail(`ended with code ${code}`));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as StandInOrigins);
    });
  });
}
