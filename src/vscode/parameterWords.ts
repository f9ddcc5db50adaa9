import * as vscode from 'vscode';
import { parameter, type ParameterName } from '../core/parameters.ts';

/** What people call a parameter, in their language. */
export const parameterLabel = (name: ParameterName): string => vscode.l10n.t(parameter(name).label);
