/**
 * What the panel and the extension host say to each other. Types only: no import but types of the
 * core, nothing of VS Code, Node or the DOM, so that both sides can read it.
 *
 * The host owns the truth. It sends whole snapshots; the panel sends intents, and learns what
 * became of them from the next snapshot. Images go by opaque ids: the panel never sees a key, a
 * signed link or a path other than the one it shows.
 */
import type { ModelId } from '../core/models.ts';
import type { AspectRatio, ParameterName, ParameterValues } from '../core/parameters.ts';
import type { CodeLanguage } from '../core/snippets.ts';
import type { NumberRange, ValueRule } from '../core/valueRule.ts';

/** What the person has put into the form. Kept by the panel across reloads. */
export interface FormValues extends ParameterValues {
  readonly prompt: string;
  /** Decides which of the parameters are shown and sent; the values of the others wait. */
  readonly model: ModelId;
  /** Of the next image; the panel draws a new one after each Generate unless it is locked. */
  readonly seed: number;
  readonly isSeedLocked: boolean;
  readonly count: number;
  /** `null`: made from the prompt. Empty: the image is decoration. */
  readonly altText: string | null;
}

/** The fields whose defaults are settings. */
export type FormDefaults = Omit<
  FormValues,
  'prompt' | 'seed' | 'isSeedLocked' | 'count' | 'altText'
>;

/** What the form is drawn from, so that the panel repeats no rule and no word of it. */
export interface FormLimits {
  readonly models: readonly FormModel[];
  readonly fields: Readonly<Record<ParameterName, FieldWords>>;
  readonly seed: NumberRange;
  readonly count: NumberRange;
  readonly maxPromptCharacters: number;
}

export interface FormModel {
  readonly id: ModelId;
  readonly label: string;
  /** What it takes, in the order in which it is shown. */
  readonly rules: { readonly [Name in ParameterName]?: ValueRule };
}

/** Words of a parameter, ready to show. */
export interface FieldWords {
  readonly label: string;
  readonly hint?: string;
  /** True for what only those open who look for it. */
  readonly isAdvanced: boolean;
}

/** What stands in the way of generating, most pressing first; each has one way out. */
export type Obstacle = 'noKey' | 'noFolder' | 'restricted' | 'offline' | 'noCredit';

/** What a person will get, said before anything is sent. Words are ready to show. */
export interface Preview {
  /** "assets/red-fox.webp", or why there is none. */
  readonly file: string;
  readonly isFileKnown: boolean;
  /** "docs/page.md, line 12", or "the clipboard". */
  readonly target: string;
  /** The name of the document that Insert goes into; absent: the clipboard gets the link. */
  readonly documentName?: string;
  /** "Costs 4,000 of 994,766 credits", as far as it is known; absent: nothing is. */
  readonly price?: string;
  /** "3,000 credits spent in this panel"; absent before the first. */
  readonly spent?: string;
  /** What is wrong with the form or a setting, in words. */
  readonly problem?: string;
}

export type { CodeLanguage } from '../core/snippets.ts';

/** Everything that is shown, except the images. */
export interface PanelState {
  readonly defaults: FormDefaults;
  readonly obstacle?: Obstacle;
  readonly preview: Preview;
  /** The request of the form as code, with `<api-key>` for the key. */
  readonly code: Readonly<Record<CodeLanguage, string>>;
  /** Prompts sent before, the newest first, at most 50. */
  readonly earlierPrompts: readonly string[];
  readonly queue: {
    /** Asked for and not finished. */
    readonly running: number;
    readonly total: number;
    /** "Generating 3 of 4 images"; empty when nothing runs. */
    readonly words: string;
  };
}

export type ImageStatus = 'queued' | 'running' | 'saving' | 'done' | 'failed' | 'cancelled';

/** What can be done with one image. */
export type ImageAction =
  | 'insert'
  | 'open'
  | 'copyLink'
  | 'copyImage'
  | 'vary'
  | 'showDetails'
  | 'reuseSettings'
  | 'makeFullSize'
  | 'reveal'
  | 'delete'
  | 'discardOthers'
  | 'cancel'
  | 'retry'
  | 'checkAgain'
  | 'setApiKey'
  | 'topUp'
  | 'openSetting'
  | 'openProxySettings'
  | 'openFolder'
  | 'manageTrust'
  | 'saveElsewhere'
  | 'showLog'
  | 'dismiss';

/** One image, wherever it is on its way. */
export interface ImageCard {
  readonly id: string;
  /** Images that were asked for together. */
  readonly batchId: string;
  readonly status: ImageStatus;
  readonly prompt: string;
  readonly seed: number;
  readonly aspectRatio: AspectRatio;
  readonly isDraft: boolean;
  /** What it is doing or why it failed, ready to show; absent when done. */
  readonly words?: string;
  /** When done: measured pixels, bytes and the file's name. */
  readonly width?: number;
  readonly height?: number;
  readonly byteCount?: number;
  readonly fileName?: string;
  /** Names of the documents its link was put into from here. */
  readonly insertedInto?: string;
  /** True where one action can discard the others of its batch. */
  readonly hasOthers: boolean;
  /** For failed ones, the most helpful first, with labels ready to show. */
  readonly remedies?: readonly { readonly action: ImageAction; readonly label: string }[];
}

export type ToPanel =
  /** Written into the page, before all else: what does not change while the panel is open. */
  | {
      readonly type: 'setUp';
      readonly strings: Readonly<Record<string, string>>;
      readonly limits: FormLimits;
      readonly isMac: boolean;
    }
  /** Written into the page too, so that the form is there before the first snapshot. */
  | { readonly type: 'defaults'; readonly defaults: FormDefaults }
  | { readonly type: 'state'; readonly state: PanelState }
  /** All images of the window, the newest batch first, in the order of seeds within a batch. */
  | { readonly type: 'images'; readonly images: readonly ImageCard[] }
  /** The bytes of a finished image, asked for by `showPictures`; empty where the file is gone. */
  | {
      readonly type: 'picture';
      readonly id: string;
      readonly bytes: ArrayBuffer;
      readonly mimeType: string;
    }
  /** Puts values into the form: "Reuse settings", a prompt from the selection. */
  | { readonly type: 'fill'; readonly values: Partial<FormValues> }
  | { readonly type: 'focusPrompt' }
  /** Ctrl/Cmd+Enter arrived as a key of the workbench. */
  | { readonly type: 'submit' }
  /** For screen readers; shown as well where it says something new. */
  | { readonly type: 'announce'; readonly text: string };

export type FromPanel =
  | { readonly type: 'ready' }
  /** After each change, a moment later: the preview and the code follow. */
  | { readonly type: 'formChanged'; readonly form: FormValues }
  | { readonly type: 'generate'; readonly form: FormValues }
  | { readonly type: 'cancelAll' }
  | { readonly type: 'act'; readonly id: string; readonly action: ImageAction }
  /** Finished images that have come into sight. */
  | { readonly type: 'showPictures'; readonly ids: readonly string[] }
  | { readonly type: 'resolveObstacle'; readonly obstacle: Obstacle }
  | { readonly type: 'copyCode'; readonly language: CodeLanguage }
  /** An image of the computer was dropped on the panel; at most 32 MB, and a name of 255 characters. */
  | { readonly type: 'dropBytes'; readonly name: string; readonly bytes: ArrayBuffer }
  /** An image of the workspace was dropped on the panel. */
  | { readonly type: 'dropFile'; readonly uri: string }
  | { readonly type: 'openInEditor' }
  | { readonly type: 'openSettings' }
  /** A script error in the panel, for the log; at most 500 characters. */
  | { readonly type: 'scriptFailed'; readonly message: string };
