export type VsCodeVersion = '1.139.1' | '1.105.1';
export const vsCodeVersions: Readonly<
  Record<
    VsCodeVersion,
    {
      readonly codeServer: string;
      readonly types: string;
      readonly node?: string;
      readonly ripgrep?: string;
      readonly replaced?: Readonly<Record<string, string>>;
    }
  >
>;
export const currentVsCode: VsCodeVersion;
export const oldestVsCode: VsCodeVersion;
export class SetUpError extends Error {}
export function ensureDependencies(): Promise<void>;
export function continueInProjectNode(): Promise<void>;
export function ensureVsCode(
  version: VsCodeVersion,
): Promise<{ version: VsCodeVersion; serverPath: string; nodePath: string }>;
export function ensureNode(version: string): Promise<string>;
export function runMain(
  main: () => Promise<number | void>,
  options?: { exitsOnSignals?: boolean },
): Promise<void>;
