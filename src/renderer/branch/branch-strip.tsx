import { visibleLine } from '#shared/base/visible-text.ts';
import { hashOf } from '../state/route.ts';
import { useClient, useRun, useSession } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { turnBefore } from './fork-places.ts';
import { useDifference, type Difference } from './use-difference.ts';
import { useFamily } from './use-family.ts';
import { switchBranch } from './use-switch.ts';

/** Of a branch: what it left and where, and of a re-run that has ended whether it came out the same. */
export function BranchStrip() {
  const client = useClient();
  const session = useSession();
  const { own, rows } = useFamily();
  const left = rows.find(({ run }) => run === own?.parent?.run);
  const difference = useDifference(own, left);
  const isOpen = useRun((state) => state.last > 0);
  const { parent } = own ?? {};
  if (own === undefined || parent === undefined || !isOpen) return undefined;
  const turn = turnBefore(session.log.events, parent.seq);
  return (
    <section
      aria-label="This branch"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3 py-1 text-[12px] text-dim"
    >
      <span className="min-w-0 truncate">
        <span aria-hidden>↳ </span>
        {own.branch === 'rerun' ? 'Re-run' : 'Fork'} of{' '}
        <bdi dir="auto" className="text-text">
          {visibleLine(left?.title ?? parent.run)}
        </bdi>{' '}
        after event {parent.seq}
        {turn !== undefined && `, turn ${turn}`}
        {left === undefined && ', which is no longer here'}
      </span>
      {difference === 'waits' ? (
        <output>Is compared when its parent has ended too</output>
      ) : (
        difference !== undefined && <Verdict difference={difference} />
      )}
      {left !== undefined && (
        <span className="ml-auto flex gap-2">
          <Button kind="quiet" onClick={() => void switchBranch(client, { session, rows, from: own.run, row: left })}>
            Go to its parent
          </Button>
          <a
            href={hashOf({ page: 'compare', runs: [left.run, own.run] })}
            className="inline-flex h-7 items-center rounded-control px-2.5 text-[12.5px] text-accent hover:bg-hover"
          >
            Compare
          </a>
        </span>
      )}
    </section>
  );
}

function Verdict({ difference }: { readonly difference: Difference | { readonly refusal: string } }) {
  if ('refusal' in difference)
    return <output className="text-warn">Not compared: {visibleLine(difference.refusal)}</output>;
  return (
    <output className={difference.same ? 'text-good' : 'text-warn'}>
      <span aria-hidden>{difference.same ? '✓ ' : '▲ '}</span>
      {visibleLine(difference.sentence)}
    </output>
  );
}
