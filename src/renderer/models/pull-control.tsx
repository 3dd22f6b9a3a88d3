import { Progress } from '@base-ui/react/progress';
import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DiscardControl } from './discard-control.tsx';
import { bytesText, percentOf } from './figures.ts';
import { isUnderWay, leftBeside, pullAdvice, pullLine, withBegun, type Pull } from './pull-state.ts';
import { cancelPull, forgetPull, pausePull, startPull, usePull, type PullOptions } from './pulls.ts';
import { TakeOverDialog } from './take-over-dialog.tsx';
import { TermsDialog } from './terms-dialog.tsx';

type Props = {
  readonly model: Pick<ModelRow, 'id' | 'name' | 'size' | 'terms' | 'present' | 'begun'>;
  /** Without the way by a file of one's own. */
  readonly brief?: boolean;
  /** On the button, where `Fetch (98 MB)` would not say what. */
  readonly words?: string;
};

/** Fetching a model: the button, its terms where they ask for it, the bar, pause, and why it failed with what to do. */
export function PullControl({ model, brief = false, words }: Props) {
  const client = useClient();
  const known = usePull(model.id);
  const pull = known === undefined ? undefined : withBegun(known, model);
  const [asking, setAsking] = useState<PullOptions>();
  const [taking, setTaking] = useState(false);
  const start = (options: PullOptions): void => {
    if (model.terms) setAsking(options);
    else void startPull(client, model.id, options);
  };
  // Going on with what was accepted before does not ask again.
  const resume = (from: string | undefined): void =>
    void startPull(client, model.id, { acceptTerms: model.terms, ...(from === undefined ? {} : { from }) });
  if (model.present && (pull === undefined || pull.state === 'done')) return undefined;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {pull === undefined || pull.state === 'done' ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" onClick={() => start({})}>
            {(model.begun ?? 0) === 0 && words !== undefined ? words : begunWords(model)}
          </Button>
          {!brief && <Button onClick={() => setTaking(true)}>Take over a file…</Button>}
          <DiscardControl model={model} />
        </div>
      ) : (
        <PullView model={model} pull={pull} onResume={() => resume(pull.from)} onTerms={() => start({})} />
      )}
      {taking && (
        <TakeOverDialog
          name={model.name}
          onClose={() => setTaking(false)}
          onPath={(from) => {
            setTaking(false);
            start({ from });
          }}
        />
      )}
      {asking !== undefined && (
        <TermsDialog
          id={model.id}
          name={model.name}
          onClose={() => setAsking(undefined)}
          onAccept={() => {
            setAsking(undefined);
            void startPull(client, model.id, { ...asking, acceptTerms: true });
          }}
        />
      )}
    </div>
  );
}

const begunWords = ({ begun, size }: Props['model']): string =>
  begun === undefined || begun === 0
    ? `Fetch (${bytesText(size)})`
    : `Go on fetching (${bytesText(begun)} of ${bytesText(size)} is here)`;

type ViewProps = {
  readonly model: Props['model'];
  readonly pull: Pull;
  readonly onResume: () => void;
  readonly onTerms: () => void;
};

function PullView({ model, pull, onResume, onTerms }: ViewProps) {
  const { state, failure } = pull;
  const failed = state === 'failed';
  return (
    <>
      <PullBar name={model.name} pull={pull} />
      <p className={`text-[12px] break-words ${failed ? 'text-bad' : 'text-dim'}`} role={failed ? 'alert' : undefined}>
        {failed && <span aria-hidden>▲ </span>}
        <bdi dir="auto">{visibleLine(pullLine(pull))}</bdi>
        {failed && <span className="block text-text empty:hidden">{pullAdvice(pull)}</span>}
      </p>
      <LeftSources left={leftBeside(pull)} />
      <div className="flex flex-wrap gap-2">
        {state === 'running' && <Button onClick={() => pausePull(model.id)}>Pause</Button>}
        {state === 'paused' && (
          <Button kind="primary" onClick={onResume}>
            Resume
          </Button>
        )}
        {failed && (
          <Button kind="primary" onClick={failure?.code === 'terms' ? onTerms : onResume}>
            {failure?.code === 'terms' ? 'Read the terms' : 'Try again'}
          </Button>
        )}
        {!isUnderWay(pull) && <DiscardControl model={model} />}
        {failed ? (
          <Button kind="quiet" onClick={() => forgetPull(model.id)}>
            Put aside
          </Button>
        ) : (
          <Button kind="quiet" onClick={() => cancelPull(model.id)}>
            Cancel
          </Button>
        )}
      </div>
    </>
  );
}

/** How much has come; without words of its own beside it. */
export function PullBar({ name, pull }: { readonly name: string; readonly pull: Pull }) {
  const unknown = pull.state === 'running' && pull.total === 0;
  const share = percentOf(pull.bytes, pull.total);
  return (
    <Progress.Root
      value={unknown ? null : share}
      aria-label={`Fetching ${name}`}
      getAriaValueText={() => pullLine(pull)}
      className="w-full max-w-md"
    >
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-line">
        <Progress.Indicator className={`h-full ${pull.state === 'failed' ? 'bg-bad' : 'bg-accent'}`} />
      </Progress.Track>
    </Progress.Root>
  );
}

/** Sources that were given up on the way, each with its reason. */
function LeftSources({ left }: Pick<Pull, 'left'>) {
  if (left.length === 0) return undefined;
  return (
    <ul className="text-[12px] text-warn">
      {left.map((reason, index) => (
        <li key={`${index}`} className="break-words">
          <span aria-hidden>△ </span>
          <bdi dir="auto">{visibleLine(reason)}</bdi>
        </li>
      ))}
    </ul>
  );
}
