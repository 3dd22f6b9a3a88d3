/** What one types before a commit: every gate and every test, the same that the machines run. */
import './test.mjs';
