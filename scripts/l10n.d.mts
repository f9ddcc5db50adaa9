export function translatableTexts(): Promise<Record<string, string>>;
