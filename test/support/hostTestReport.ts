/**
 * What the tests in the extension host report, one JSON object a line, appended as it happens: so that a run that
 * breaks off still tells how far it came.
 */
export type HostTestEvent =
  | { readonly event: 'start'; readonly total: number }
  | { readonly event: 'passed'; readonly title: string; readonly durationMs: number }
  | { readonly event: 'failed'; readonly title: string; readonly reason: string }
  | { readonly event: 'skipped'; readonly title: string }
  | { readonly event: 'end' };

/** Names the environment variable with the path of the report. */
export const reportPathVariable = 'FLUX_TEST_REPORT';
/** Names the environment variable with a regular expression: only tests whose full title matches run. */
export const grepVariable = 'FLUX_TEST_GREP';
/** Names the environment variable with the `TestWindow` whose tests run. */
export const windowVariable = 'FLUX_TEST_WINDOW';
/** Names the environment variable with the folder below which VS Code keeps all its files. */
export const dataPathVariable = 'FLUX_VSCODE_DATA';

/** What is open in the window of the tests: tests lie in the folder of that name, those of `oneFolder` above. */
export type TestWindow = 'oneFolder' | 'twoFolders' | 'noFolder' | 'restricted';
