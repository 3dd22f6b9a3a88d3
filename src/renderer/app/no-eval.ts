import { config } from 'zod';

/** The policy of the window forbids code out of text; zod would try it once and then do without. */
config({ jitless: true });
