import { expect, test } from 'vitest';
import { agentId } from '#shared/events/ids.ts';
import { LogWriter } from '#shared/projections/log-writer.property.ts';
import { moment, type Moment } from '#shared/projections/moment.ts';
import { arbiterCan, holdingWith, openProposals, seatsOf } from './arbiter-can.ts';

const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)] as const;

function after(write: (log: LogWriter) => void): Moment {
  const log = new LogWriter(3);
  write(log);
  return moment.of(log.events);
}

const proposed = (log: LogWriter) => log.says(ada, { to: 'all', act: 'propose' });

test('a run that goes on can be paused, and ended last of all', () => {
  expect(
    arbiterCan(
      after(() => {}),
      true,
    ),
  ).toEqual(['pause', 'wrapUp', 'end']);
});

test('a paused run can go on, as a whole or by a turn', () => {
  const paused = after((log) => log.append({ type: 'v1.run.paused', data: { by: 'arbiter' } }));
  expect(arbiterCan(paused, true)).toEqual(['resume', 'step', 'wrapUp', 'end']);
});

test('nothing can be done to a recording, nor to a run that has ended', () => {
  const ended = after((log) => log.append({ type: 'v1.run.ended', data: { reason: 'budget', detail: '' } }));
  expect([arbiterCan(after(proposed), false), arbiterCan(ended, true), arbiterCan(moment.initial(), true)]).toEqual([
    [],
    [],
    [],
  ]);
});

test('a proposal on the table can be voted and ruled on, one that is off it cannot', () => {
  expect(arbiterCan(after(proposed), true)).toEqual(['pause', 'callVote', 'wrapUp', 'end', 'rule']);
  const ruled = after((log) => {
    const proposal = proposed(log);
    log.append({ type: 'v1.proposal.ruled', data: { proposal, ruling: 'rejected', note: '' } });
  });
  expect(openProposals(ruled)).toEqual([]);
  expect(arbiterCan(ruled, true)).toEqual(['pause', 'wrapUp', 'end']);
});

test('while a vote is open no other is called, and a closing round is not begun twice', () => {
  const voting = after((log) => {
    const option = proposed(log);
    log.append({
      type: 'v1.vote.opened',
      data: { vote: 'v1' as never, by: 'arbiter', options: [option], quorum: 0.5 },
    });
    log.append({ type: 'v1.run.wrapping', data: { by: 'arbiter', detail: '' } });
  });
  expect(arbiterCan(voting, true)).toEqual(['pause', 'end', 'rule']);
});

test('the menu of the agents shows the newest incarnation of each seat and how it stands', () => {
  const seats = seatsOf(
    after((log) => {
      log.append({ type: 'v1.agent.muted', data: { agent: ada } });
      log.leave(ben);
      log.append({ type: 'v1.hold.changed', data: { agents: [ada] } });
    }),
  );
  expect(seats.map(({ name, presence, held, recallable }) => [name, presence, held, recallable])).toEqual([
    ['Ada', 'muted', true, false],
    ['Ben', 'left', false, true],
    ['Cleo', 'here', false, false],
  ]);
  const recalled = after((log) => {
    log.leave(ben);
    log.join(1);
  });
  expect(seatsOf(recalled).map(({ agent }) => agent)).toEqual([ada, agentId('Ben', 2), agentId('Cleo', 1)]);
});

test('one who has left in the middle of a turn is recalled when that is over', () => {
  const leaving = after((log) => {
    log.start(ben, []);
    log.leave(ben);
  });
  expect(seatsOf(leaving)[1]?.recallable).toBe(false);
});

test('holding one more or one less leaves the others as they are, and names nobody who has left', () => {
  const held = after((log) => {
    log.append({ type: 'v1.hold.changed', data: { agents: [ada, ben] } });
    log.leave(ben);
  });
  const cleo = agentId('Cleo', 1);
  expect(holdingWith(held, { agent: cleo, held: true })).toEqual([ada, cleo]);
  expect(holdingWith(held, { agent: ada, held: false })).toEqual([]);
});
