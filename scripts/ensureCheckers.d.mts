export function ensureCheckers(): Promise<void>;
export function pythonWithDocutils(): string | undefined;
