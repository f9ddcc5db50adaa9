export const projectRoot: string;
export const cacheRoot: string;
export const projectNodePath: string;
export function nodeBinary(packagePath: string): string;
