import { escapeMarkup } from './markup.ts';
import { anchorOf } from './page.ts';

/** What a page comes to, before everything else. */
interface Lead {
  /** Its answer, in sentences. */
  readonly verdicts: readonly { readonly text: string; readonly isBad: boolean }[];
  /** What the counts count. */
  readonly label: string;
  readonly counts: readonly Count[];
  /** Of the sections below. */
  readonly titles: readonly string[];
}

export interface Count {
  readonly text: string;
  readonly kind: 'bad' | 'warn' | 'good' | 'faint';
}

/** The same on every page: the answer, the counts, the contents. */
export function pageLead({ verdicts, label, counts, titles }: Lead): string[] {
  const items = counts.map(({ text, kind }) => `<li class="${kind}">${escapeMarkup(text)}</li>`);
  const links = titles.map(
    (title) => `<li><a href="#${anchorOf(title)}">${escapeMarkup(title)}</a></li>`,
  );
  return [
    ...verdicts.map(
      ({ text, isBad }) => `<p${isBad ? ' class="bad"' : ''}>${escapeMarkup(text)}</p>`,
    ),
    ...(items.length === 0
      ? []
      : [`<ul class="counts" aria-label="${escapeMarkup(label)}">${items.join('')}</ul>`]),
    `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`,
  ];
}
