import { pixelOf, type Axis, type Window } from './axis.ts';
import { CAUSE, EFFECT, EFFECT_ANSWERED } from './causal.ts';
import type { Bar, Node } from './lane-model.ts';
import type { Layout } from './layout.ts';
import { barsIn } from './visible.ts';

/**
 * From the end of a message to the start of a turn whose prompt held it; in pixels across and places of lanes down. `answered`: that turn
 * answers it; else the message merely stood in front.
 */
export type Arrow = {
  readonly x0: number;
  readonly lane0: number;
  readonly x1: number;
  readonly lane1: number;
  readonly answered: boolean;
  /** Joined to what is picked out. */
  readonly lit: boolean;
  /** From or to what is picked out itself. */
  readonly own: boolean;
};

export type Scene = { readonly layout: Layout; readonly axis: Axis; readonly window: Window };

/** More than so many turns in view and the links of all of them would be a hedge. */
const LEGIBLE = 160;
/** More links than that, and only answers are drawn, and what touches the message that is picked out. */
const FEW = 90;
/** Links of one selection at most: beyond that they are a surface, and the bars tell the same. */
const MOST = 600;

type Picked = { readonly origin: number; readonly bits: Uint8Array };

/**
 * The arrows of a view. Where nothing is picked out: to every turn in view from what was news to it. Where a message is: those among it,
 * its causal past and its causal future, `bits` as `causalOf` tells; from far away only those that touch the message itself.
 */
export function arrowsOf(scene: Scene, picked: Picked | undefined): readonly Arrow[] {
  const { lanes } = scene.layout;
  // An arrow may come from the left of the window, or go to the right of it for as far as the window is wide.
  const wide = { ...scene.window, span: scene.window.span * 2, width: scene.window.width * 2 };
  const ranges = lanes.map((lane) => barsIn(lane, scene.axis, picked === undefined ? scene.window : wide));
  const count = ranges.reduce((total, { first, last }) => total + last - first, 0);
  const isFar = count > (picked === undefined ? LEGIBLE : LEGIBLE * 4);
  if (isFar) return picked === undefined ? [] : ownArrows(scene, picked);
  const arrows: Arrow[] = [];
  for (const [place, { first, last }] of ranges.entries()) {
    for (let index = first; index < last; index += 1) {
      const bar = lanes[place]?.bars[index];
      if (bar === undefined || arrows.length > MOST) break;
      if (picked === undefined) pushNews(arrows, scene, bar);
      else pushLit(arrows, scene, { bar, picked });
    }
  }
  return arrows.length > FEW ? arrows.filter(({ answered, own }) => answered || own) : arrows;
}

function pushNews(arrows: Arrow[], scene: Scene, bar: Bar): void {
  const answers = nodeOf(scene, bar)?.answers ?? -1;
  for (const place of bar.news)
    push(arrows, scene, { place, bar, answered: place === answers, lit: false, own: false });
}

/** Between two messages that are both lit, or one of them and the one that is picked out; the past is not joined to the future. */
function pushLit(arrows: Arrow[], scene: Scene, { bar, picked }: { readonly bar: Bar; readonly picked: Picked }): void {
  const { origin, bits } = picked;
  const node = nodeOf(scene, bar);
  const own = bar.message === undefined ? undefined : scene.layout.node(bar.message);
  if (node === undefined || own === undefined) return;
  const side = own <= origin ? CAUSE : EFFECT;
  const isLit = (place: number): boolean => place === origin || ((bits[place] ?? 0) & side) !== 0;
  if (!isLit(own)) return;
  for (const place of linksOf(node))
    if (isLit(place))
      push(arrows, scene, {
        place,
        bar,
        answered: place === node.answers,
        lit: true,
        own: place === origin || own === origin,
      });
}

/** What the message that is picked out had in front for the first time or answers, and what answers it. */
function ownArrows(scene: Scene, { origin, bits }: Picked): readonly Arrow[] {
  const { nodes } = scene.layout;
  const arrows: Arrow[] = [];
  const own = nodes[origin];
  if (own?.bar !== undefined)
    for (const place of linksOf(own))
      push(arrows, scene, { place, bar: own.bar, answered: place === own.answers, lit: true, own: true });
  for (let index = origin + 1; index < nodes.length && arrows.length < MOST; index += 1) {
    if (((bits[index] ?? 0) & EFFECT_ANSWERED) === 0) continue;
    const { bar, answers } = nodes[index] ?? {};
    if (bar !== undefined && answers === origin)
      push(arrows, scene, { place: origin, bar, answered: true, lit: true, own: true });
  }
  return arrows;
}

const nodeOf = ({ layout }: Scene, { message }: Bar): Node | undefined =>
  message === undefined ? undefined : layout.nodes[layout.node(message) ?? -1];

const linksOf = ({ bar, answers }: Node): readonly number[] => {
  const news = bar?.news ?? [];
  return answers < 0 || news.includes(answers) ? news : [...news, answers];
};

type Link = {
  readonly place: number;
  readonly bar: Bar;
  readonly answered: boolean;
  readonly lit: boolean;
  readonly own: boolean;
};

/** One arrow, where it touches the window. */
function push(arrows: Arrow[], { layout, axis, window }: Scene, { place, bar, answered, lit, own }: Link): void {
  const node = layout.nodes[place];
  if (node === undefined) return;
  const x0 = pixelOf(window, axis.unit(axis.raw(node.bar?.to ?? node.at)));
  const x1 = pixelOf(window, axis.unit(axis.raw(bar.from)));
  if (Math.max(x0, x1) < 0 || Math.min(x0, x1) > window.width) return;
  arrows.push({ x0, lane0: node.bar?.lane ?? 0, x1, lane1: bar.lane, answered, lit, own });
}
