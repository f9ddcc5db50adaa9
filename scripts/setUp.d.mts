export type VsCodeVersion = '1.139.1' | '1.110.0';
export const vsCodeVersions: Readonly<
  Record<
    VsCodeVersion,
    {
      readonly codeServer: string;
      readonly node: string | undefined;
      readonly ripgrep: string | undefined;
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
