import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/projectPaths.mjs';

/** What a webview of a real VS Code gets from a theme, as `readThemes.ts` found it. */
export interface Theme {
  readonly bodyClass: string;
  readonly themeKind: string;
  readonly themeId: string;
  readonly defaultStyles: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Our names for the themes, and VS Code's. */
export const themeFiles = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

export type ThemeName = keyof typeof themeFiles;

export const themeNames = Object.keys(themeFiles) as ThemeName[];

/** Reads one theme from the fixtures. */
export async function readTheme(name: ThemeName): Promise<Theme> {
  const path = join(projectRoot, 'test', 'fixtures', 'themes', `${name}.json`);
  return JSON.parse(await readFile(path, 'utf8')) as Theme;
}
