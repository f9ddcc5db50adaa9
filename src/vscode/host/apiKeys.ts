import type * as vscode from 'vscode';
import { defaultOrigin, type ApiEndpoint } from '../../core/endpoint.ts';
import type { KeySource } from '../../core/ports.ts';

const environmentVariable = 'ONE_MIN_AI_API_KEY';

/** The person's keys, one per origin, in VS Code's secret storage. */
export interface ApiKeys extends KeySource, vscode.Disposable {
  /** A key was set or removed, here or in another window. */
  readonly onDidChange: vscode.Event<unknown>;
  /** True where the person is asked before a key goes to this origin for the first time. */
  needsConsent(endpoint: ApiEndpoint): Promise<boolean>;
  set(origin: string, key: string): Promise<void>;
  /** Resolves to true if there was one. */
  remove(origin: string): Promise<boolean>;
  /** True where the environment of the extension host has a key for this origin. */
  isInEnvironment(endpoint: ApiEndpoint): boolean;
}

/** Why a text cannot be a key, or `undefined`. Whether it is one, the service alone knows. */
export function isPlausibleKey(text: string): boolean {
  return /^[^\s\p{Cc}]+$/u.test(text);
}

const secretName = (origin: string): string => `apiKey@${origin}`;

export function createApiKeys(secrets: vscode.SecretStorage, endpoint: () => ApiEndpoint): ApiKeys {
  // Reading a secret is a round trip to the window. A key is held until anything says that it may
  // have changed: another window, a refusal (S22, S23).
  // That there is none is held too.
  const held = new Map<string, string | undefined>();
  let changes = 0;
  const subscription = secrets.onDidChange(({ key }) => {
    changes++;
    for (const origin of held.keys()) if (secretName(origin) === key) held.delete(origin);
  });

  const storedKey = async (origin: string): Promise<string | undefined> => {
    if (held.has(origin)) return held.get(origin);
    const changesBefore = changes;
    const stored = await secrets.get(secretName(origin));
    held.clear();
    // An answer that was overtaken by a change is good for this once.
    if (changes === changesBefore) held.set(origin, stored);
    return stored;
  };

  const environmentServes = ({ origin, isLoopback }: ApiEndpoint): boolean =>
    origin === defaultOrigin || isLoopback;

  const fromEnvironment = (to: ApiEndpoint): string | undefined => {
    const key = process.env[environmentVariable]?.trim();
    return key && isPlausibleKey(key) && environmentServes(to) ? key : undefined;
  };

  return {
    onDidChange: secrets.onDidChange,
    async get(origin) {
      const stored = await storedKey(origin);
      if (stored) return stored;
      const current = endpoint();
      return current.origin === origin ? fromEnvironment(current) : undefined;
    },
    forget: (origin) => void held.delete(origin),
    needsConsent: async (to) =>
      !environmentServes(to) && (await secrets.get(secretName(to.origin))) === undefined,
    async set(origin, key) {
      held.delete(origin);
      await secrets.store(secretName(origin), key);
    },
    async remove(origin) {
      held.delete(origin);
      const had = (await secrets.get(secretName(origin))) !== undefined;
      await secrets.delete(secretName(origin));
      return had;
    },
    isInEnvironment: (of) => fromEnvironment(of) !== undefined,
    dispose() {
      held.clear();
      subscription.dispose();
    },
  };
}
