import * as vscode from 'vscode';
import { modelName } from '../../core/models.ts';
import { parameterNames } from '../../core/parameters.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import { parameterLabel } from '../../app/words/parameterLabel.ts';
import type { ImageDetails } from '../../app/images/imageReading.ts';
import { l10n } from '../host/l10n.ts';

/** One thing that is known of an image. The value is text from outside, as it stands in the file. */
export interface DetailRow {
  readonly label: string;
  readonly value: string;
  /** For reading, where that differs from the value. */
  readonly shown?: string;
}

/** The prompt first, then what it takes to make the image again, then how it came about. */
export function provenanceRows(provenance: Provenance): DetailRow[] {
  const { model, sourceImage } = provenance;
  const name = modelName(model);
  return [
    { label: l10n.t('Prompt'), value: provenance.prompt },
    { label: l10n.t('Seed'), value: String(provenance.seed) },
    { label: l10n.t('Model'), value: model, ...(name !== model && { shown: name }) },
    ...parameterNames.flatMap((each) => known(parameterLabel(each, l10n), provenance[each])),
    { label: l10n.t('Made'), value: provenance.createdAt, shown: timeText(provenance.createdAt) },
    { label: l10n.t('Made with'), value: provenance.tool },
    ...known(l10n.t('Made from'), sourceImage),
    { label: l10n.t('Record'), value: provenance.recordId },
    { label: l10n.t('Digital source type'), value: provenance.digitalSourceType },
  ];
}

/** What the file itself is: name, pixels and size. */
export function fileText({ format, byteCount, pixels }: ImageDetails): string {
  const size = pixels && `${pixels.width} × ${pixels.height}`;
  const kilobytes = l10n.t('{0} KB', Math.max(1, Math.round(byteCount / 1024)));
  return [format.toUpperCase(), size, kilobytes].filter(Boolean).join(' · ');
}

function known(label: string, value: string | number | boolean | undefined): DetailRow[] {
  if (value === undefined) return [];
  const isFlag = typeof value === 'boolean';
  return [
    {
      label,
      value: String(value),
      ...(isFlag && { shown: value ? l10n.t('on') : l10n.t('off') }),
    },
  ];
}

function timeText(createdAt: string): string {
  const time = new Date(createdAt);
  return Number.isNaN(time.getTime()) ? createdAt : time.toLocaleString(vscode.env.language);
}
