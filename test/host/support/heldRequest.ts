import { whileHeld } from '../../support/whileHeld.ts';
import { generate, type GeneratedImage } from './generate.ts';
import { standIn } from './standIn.ts';

/** Runs the command, and `during` while the service works on its image: the image is done once `during` is. */
export const generateWhile = (
  args: object,
  during: () => Thenable<unknown>,
): Promise<GeneratedImage[]> => whileHeld(standIn, () => generate(args), during);
