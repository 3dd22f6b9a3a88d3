import type { MessageId, Seq, TurnId } from '#shared/events/ids.ts';
import { createStore } from 'zustand/vanilla';
import type { RunSession } from '../state/run-state.ts';
import { toast } from '../app/toasts.tsx';
import { turnBefore } from './fork-places.ts';
import { rerunPlaces } from './rerun-places.ts';

/** What a branch is asked for at: a turn, the message that it begins with, or the moment of the playhead. */
export type BranchAt = {
  readonly session: RunSession;
  readonly what: 'fork' | 'rerun';
  /** Where the playhead stood. */
  readonly head: Seq;
  /** The turn that the moment is about. */
  readonly turn: TurnId | undefined;
  /** Opens with this message to be edited. */
  readonly message: MessageId | undefined;
  /** The event after which it was asked for, where that was not a turn. */
  readonly at: Seq | undefined;
};

/** The one dialog of branches, whoever asks for it. */
export const branchAsked = createStore<{ readonly asked: BranchAt | undefined }>(() => ({ asked: undefined }));

export const closeBranch = (): void => branchAsked.setState({ asked: undefined });

/** Asks at a turn, or at a message. */
export function askBranch(
  session: RunSession,
  what: 'fork' | 'rerun',
  about: {
    readonly turn?: TurnId | undefined;
    readonly message?: MessageId | undefined;
    readonly at?: Seq | undefined;
  },
): void {
  const { head } = session.store.getState();
  const { turn, message, at } = about;
  branchAsked.setState({ asked: { session, what, head, turn, message, at } });
}

/** Asks at the moment of the playhead. */
export function askBranchHere(session: RunSession, what: 'fork' | 'rerun'): void {
  const { head, row } = session.store.getState();
  if (head < 1 || row?.imported !== undefined) return;
  const about = { turn: turnBefore(session.log.events, head), at: head };
  if (what === 'rerun' && rerunPlaces(session.log, about).length === 0) {
    return toast({ title: 'Nothing to run again yet', detail: 'No turn of this run has come to its end.' });
  }
  askBranch(session, what, about);
}

/** Whether the list of branches is open: a key opens it too. */
export const branchList = createStore<{ readonly open: boolean }>(() => ({ open: false }));
