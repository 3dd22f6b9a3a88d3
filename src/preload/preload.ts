import { ipcRenderer } from 'electron';
import { handOver, type Page } from './hand-over.ts';

/** Runs in the sandbox before the page, and gives it one thing: a port. Nothing is put into the page's world. */
handOver(ipcRenderer, globalThis as unknown as Page);
