import type { NoLine } from './no-line.ts';

/**
 * The way into the browser shell. A one-time link is exchanged for a cookie, which the page cannot read, and a key, which it keeps: only
 * pages of this origin ever see it. Coming back, the shell first shows that it knows the key, then the window does, and the key itself
 * never goes over the line again; whoever took the port of a shell that ended learns nothing that opens the next one.
 */
export async function ticketFor(link: string | undefined): Promise<string | NoLine> {
  if (link === undefined) return await comeBack(GONE);
  const answer = await ask({ link });
  if ('message' in answer) return answer;
  if (answer.status === 401) return await comeBack(USED);
  const { ticket, key } = await told(answer);
  if (ticket === undefined || key === undefined) return STRANGER;
  keep(key);
  return await proven(ticket, key);
}

/** By what an earlier link brought; `otherwise` is said where there is nothing, or it is good no more. */
async function comeBack(otherwise: NoLine): Promise<string | NoLine> {
  const key = kept();
  if (key === undefined) return otherwise;
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const answer = await ask({ nonce });
  if ('message' in answer) return answer;
  if (answer.status === 401) return otherwise;
  const { ticket, proof } = await told(answer);
  if (ticket === undefined || proof !== (await hmac(key, `shell ${nonce}`))) return STRANGER;
  return await proven(ticket, key);
}

const USED: NoLine = {
  message:
    'This link was used already or is too old. Press Enter where Parley runs, or start it again, for a new one; every run is kept.',
  again: false,
};
const GONE: NoLine = {
  message:
    'The session of this window is over. Start Parley again, or press Enter where it runs, and open the link that it prints; every run is kept.',
  again: false,
};
const AWAY: NoLine = {
  message:
    'Parley is not running any more; every run is kept. Start it again with npm start: this window comes back by itself, or open the link that is printed.',
  again: true,
};
const STRANGER: NoLine = {
  message:
    'Another program answers in the place of Parley. Close this window, start Parley again and open the link that it prints; every run is kept.',
  again: true,
};

/** The answer to a question at the door, be it yes or 401. */
async function ask(body: Readonly<Record<string, string>>): Promise<Response | NoLine> {
  try {
    const answer = await fetch('session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
    });
    if (answer.ok || answer.status === 401) return answer;
    if (answer.status === 429) return tooMany(answer.headers.get('retry-after'));
    return answer.status >= 500 ? AWAY : STRANGER;
  } catch {
    return AWAY;
  }
}

function tooMany(retryAfter: string | null): NoLine {
  const seconds = Math.min(60, Math.max(1, Number(retryAfter ?? 1) || 1));
  return {
    message: `Too many wrong links came before this one; it is tried again in ${seconds} s.`,
    again: true,
    after: seconds * 1000,
  };
}

async function told(answer: Response): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return (await answer.json()) as Readonly<Record<string, string | undefined>>;
  } catch {
    return {};
  }
}

const proven = async (ticket: string, key: string): Promise<string> =>
  `${ticket}.${await hmac(key, `window ${ticket}`)}`;

async function hmac(key: string, words: string): Promise<string> {
  const utf8 = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', utf8.encode(key), algorithm, false, ['sign']);
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8.encode(words))));
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const KEY = 'parley-key';
/** Where the browser keeps nothing for us, this page has it for as long as it lives. */
let inPage: string | undefined;

function keep(key: string): void {
  inPage = key;
  try {
    localStorage.setItem(KEY, key);
  } catch {
    // A reload then needs a new link.
  }
}

function kept(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? inPage;
  } catch {
    return inPage;
  }
}
