import { html, LitElement, nothing } from 'lit';
import type {
  FormDefaults,
  FormValues,
  ImageCard,
  PanelState,
  ToPanel,
} from '../protocol/messages.ts';
import { drawSeed, isChanged, toFormValues, withValues, acceptedValues } from './formDraft.ts';
import { acceptDrops } from './dropTarget.ts';
import type { FormContext } from './formContext.ts';
import type { GalleryElement } from './galleryElement.ts';
import type { HostLink } from './hostLink.ts';
import { seedField, variationsField } from './numberFields.ts';
import { optionsSection } from './optionsSection.ts';
import type { FoldContext } from './optionsSection.ts';
import { promptField, promptProblem } from './promptField.ts';
import { createPromptRecall } from './promptRecall.ts';
import { requestCode } from './requestCode.ts';
import type { CodeContext } from './requestCode.ts';
import { parseSavedPanel } from './savedPanel.ts';
import type { SavedPanel } from './savedPanel.ts';
import { obstacleBanner, sendSection } from './sendSection.ts';
import { aspectRatioField, megapixelsField } from './shapeFields.ts';
import { createTexts } from './texts.ts';
import type { Texts } from './texts.ts';

type SetUp = Extract<ToPanel, { type: 'setUp' }>;

/** The preview and the code follow the form after this pause in typing. */
const changePauseMs = 150;
/** One key press may arrive here and once more through the workbench; so may a double click. */
const sameGenerateMs = 300;
const copiedNoteMs = 2000;

const noImages: readonly ImageCard[] = [];
const idleQueue: PanelState['queue'] = { running: 0, total: 0, words: '' };

/** The panel: the form, what will come of it, and the images. */
export class PanelElement extends LitElement {
  #link: HostLink | undefined;
  #setUp: SetUp | undefined;
  #texts: Texts = createTexts({});
  #defaults: FormDefaults | undefined;
  #state: PanelState | undefined;
  #images: readonly ImageCard[] | undefined;
  #saved: SavedPanel | undefined;
  #announcement = '';
  /** Why the last image failed, for screen readers: its card may be far from where the person is. */
  #failure = '';
  #recall = createPromptRecall();
  #changeTimer: number | undefined;
  #generatedAtMs = Number.NEGATIVE_INFINITY;
  #isPromptMissing = false;
  /** Whether the form has changed since the host last spoke of it. */
  #isPreviewStale = false;
  #isCodeCopied = false;
  #wantsPromptFocus = false;
  #wasInBanner = false;

  // The document has one style sheet and its labels name controls across parts: no shadow root.
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /**
   * Begins the talk with the host.
   * @param opening what it has said already; the form is there as soon as texts and defaults are
   */
  connect(link: HostLink, opening: readonly ToPanel[]): void {
    this.#link = link;
    for (const message of opening) this.#receive(message);
    link.listen((message) => this.#receive(message));
    this.ownerDocument.addEventListener('keydown', (event) => this.#generateByKey(event));
    acceptDrops(
      this.ownerDocument,
      (message) => link.post(message),
      () => this.#texts('dropHint'),
    );
    link.post({ type: 'ready' });
    this.#tellChange();
  }

  #receive(message: ToPanel): void {
    switch (message.type) {
      case 'setUp':
        this.#setUp = message;
        this.#texts = createTexts(message.strings);
        this.#saved ??= parseSavedPanel(this.#link?.readSaved(), message.limits);
        break;
      case 'defaults':
        this.#defaults = message.defaults;
        break;
      case 'state': {
        const before = JSON.stringify(this.#form);
        this.#state = message.state;
        this.#defaults = message.state.defaults;
        this.#isPreviewStale = false;
        // Its preview is of the form as the host knew it.
        if (JSON.stringify(this.#form) !== before) this.#tellChange();
        break;
      }
      case 'images':
        this.#failure = failedSince(this.#images ?? [], message.images) ?? this.#failure;
        this.#images = message.images;
        break;
      case 'picture':
        this.#gallery?.receivePicture(message.id, message.bytes, message.mimeType);
        return;
      case 'fill':
        if (this.#setUp === undefined) return;
        this.#change(acceptedValues(message.values, this.#setUp.limits));
        return;
      case 'focusPrompt':
        this.#wantsPromptFocus = true;
        break;
      case 'submit':
        this.#generate();
        return;
      case 'announce':
        // A text that comes again has to be another one to be read out again.
        this.#announcement =
          message.text === this.#announcement ? `${message.text}\u00a0` : message.text;
        break;
    }
    this.requestUpdate();
  }

  get #gallery(): GalleryElement | null {
    return this.querySelector<GalleryElement>('flux-klein-gallery');
  }

  get #form(): FormValues | undefined {
    if (this.#saved === undefined || this.#defaults === undefined) return undefined;
    return toFormValues(this.#saved.draft, this.#defaults);
  }

  #save(values: Partial<SavedPanel>): void {
    if (this.#saved === undefined) return;
    this.#saved = { ...this.#saved, ...values };
    this.#link?.save(this.#saved);
    this.requestUpdate();
  }

  #change(values: Partial<FormValues>): void {
    if (this.#saved === undefined) return;
    if (values.prompt !== undefined) this.#isPromptMissing = false;
    // Before they are told the defaults are unknown; then every value counts as put in.
    const defaults = this.#defaults ?? ({} as FormDefaults);
    this.#save({ draft: withValues(this.#saved.draft, values, defaults) });
    this.#isPreviewStale = true;
    clearTimeout(this.#changeTimer);
    this.#changeTimer = setTimeout(() => this.#tellChange(), changePauseMs);
  }

  #tellChange(): void {
    clearTimeout(this.#changeTimer);
    const form = this.#form;
    if (form !== undefined) this.#link?.post({ type: 'formChanged', form });
  }

  #generateByKey(event: KeyboardEvent): void {
    const isModified = this.#setUp?.isMac === true ? event.metaKey : event.ctrlKey;
    if (event.key !== 'Enter' || !isModified || event.isComposing) return;
    // The workbench sees what reaches the window, and may have a command of its own on this key.
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) this.#generate();
  }

  #generate(): void {
    const form = this.#form;
    if (form === undefined || this.#setUp === undefined) return;
    const nowMs = performance.now();
    if (nowMs - this.#generatedAtMs < sameGenerateMs) return;
    if (form.prompt.trim() === '') {
      this.#isPromptMissing = true;
      this.#wantsPromptFocus = true;
      this.requestUpdate();
      return;
    }
    this.#failure = '';
    if (this.#problem(form) !== undefined) return;
    this.#generatedAtMs = nowMs;
    this.#announcement = '';
    clearTimeout(this.#changeTimer);
    this.#gallery?.awaitBatch();
    this.#link?.post({ type: 'generate', form });
    if (form.isSeedLocked) this.requestUpdate();
    else this.#change({ seed: drawSeed(this.#setUp.limits.seed) });
  }

  #problem(form: FormValues): string | undefined {
    if (this.#isPromptMissing) return this.#texts('promptMissing');
    const tooLong = promptProblem(form.prompt, this.#setUp?.limits, this.#texts);
    // What the host said of an older form may be put right already; it looks at every request again.
    return tooLong ?? (this.#isPreviewStale ? undefined : this.#state?.preview.problem);
  }

  protected override render() {
    const [setUp, defaults, saved, form] = [this.#setUp, this.#defaults, this.#saved, this.#form];
    if (!setUp || !defaults || !saved || !form) return nothing;
    const state = this.#state;
    const texts = this.#texts;
    const context: FormContext = {
      texts,
      limits: setUp.limits,
      rules: setUp.limits.models.find(({ id }) => id === form.model)?.rules ?? {},
      defaults,
      form,
      isChanged: (field) => isChanged(saved.draft, defaults, field),
      change: (values) => this.#change(values),
    };
    const folds: FoldContext = {
      open: saved.open,
      fold: (name, isOpen) => {
        if (isOpen !== saved.open[name]) this.#save({ open: { ...saved.open, [name]: isOpen } });
      },
    };
    return html`<div class="form-column">
        ${obstacleBanner(texts, state?.obstacle, (obstacle) =>
          this.#link?.post({ type: 'resolveObstacle', obstacle }),
        )}
        <form class="form" novalidate @submit=${(event: Event) => event.preventDefault()}>
          ${promptField(context, {
            isMissing: this.#isPromptMissing,
            recall: (key, text) => this.#recall.step(key, text, state?.earlierPrompts ?? []),
          })}
          ${aspectRatioField(context)}
          <div class="pair is-uneven">${megapixelsField(context)} ${variationsField(context)}</div>
          ${seedField(context)}
          ${optionsSection(context, folds, () => this.#link?.post({ type: 'openSettings' }))}
          ${sendSection({
            texts,
            isMac: setUp.isMac,
            count: form.count,
            preview: state?.preview,
            problem: this.#problem(form),
            generate: () => this.#generate(),
          })}
        </form>
        ${requestCode(this.#codeContext(saved), folds)}
        ${this.#failure ? html`<div class="unseen" role="alert">${this.#failure}</div>` : nothing}
      </div>
      <flux-klein-gallery
        .texts=${texts}
        .images=${this.#images ?? noImages}
        .isListKnown=${this.#images !== undefined}
        .queue=${state?.queue ?? idleQueue}
        .documentName=${state?.preview.documentName}
        .announcement=${this.#announcement}
        .link=${this.#link}
      ></flux-klein-gallery>`;
  }

  protected override willUpdate(): void {
    this.#wasInBanner = document.hasFocus() && this.querySelector('.banner :focus') !== null;
  }

  protected override updated(): void {
    // The banner goes with what stood in the way, and the focus would go with it.
    if (this.#wasInBanner && document.activeElement === document.body)
      this.#wantsPromptFocus = true;
    if (!this.#wantsPromptFocus) return;
    const prompt = this.querySelector<HTMLTextAreaElement>('#prompt');
    if (prompt === null) return;
    this.#wantsPromptFocus = false;
    prompt.focus();
  }

  #codeContext(saved: SavedPanel): CodeContext {
    return {
      texts: this.#texts,
      code: this.#state?.code,
      language: saved.language,
      isCopied: this.#isCodeCopied,
      choose: (language) => this.#save({ language }),
      copy: (language) => {
        this.#link?.post({ type: 'copyCode', language });
        this.#isCodeCopied = true;
        this.requestUpdate();
        setTimeout(() => {
          this.#isCodeCopied = false;
          this.requestUpdate();
        }, copiedNoteMs);
      },
    };
  }
}

/** Words of the first image that has failed since; images that came failed are old news. */
function failedSince(before: readonly ImageCard[], now: readonly ImageCard[]): string | undefined {
  const known = new Map(before.map(({ id, status }) => [id, status]));
  const failed = now.find(
    ({ id, status }) => status === 'failed' && known.has(id) && known.get(id) !== 'failed',
  );
  return failed?.words;
}
