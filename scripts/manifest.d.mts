export function generatedManifest(manifest: object): object;
