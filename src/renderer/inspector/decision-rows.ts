import type { MessageId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Addressees, Decision } from '#shared/events/vocabulary.ts';

/** A move of the menu. `model` is what the model said, `drawn` what was drawn from after leaning and mode; each 0 to 1. */
export type DecisionRow = {
  /** As it stood in the menu. */
  readonly letter: string;
  readonly act: Act;
  readonly to: Addressees;
  readonly inReplyTo?: MessageId;
  readonly option?: MessageId | 'none';
  readonly model: number;
  readonly drawn: number;
  readonly chosen: boolean;
};

/** The menu of a decision, the likeliest move first; moves that are equally likely stay in the order of the menu. */
export function decisionRows({ menu, model, drawn, chosen }: Decision): readonly DecisionRow[] {
  return menu
    .map(({ act, to, inReplyTo, option }, index): DecisionRow => ({
      letter: String.fromCodePoint(65 + (index % 26)),
      act,
      to,
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
      ...(option === undefined ? {} : { option }),
      model: model[index] ?? 0,
      drawn: drawn[index] ?? 0,
      chosen: index === chosen,
    }))
    .toSorted((one, other) => other.model - one.model);
}

/** A menu with one move asks no model. */
export const wasAsked = ({ menu, lineage }: Decision): boolean => menu.length > 1 && lineage !== undefined;
