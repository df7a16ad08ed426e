#!/usr/bin/env node
// Before all else: a signal may come while the modules of the command line are loaded.
import { interruption } from './interruption.ts';

const { runProcess } = await import('./process.ts');
process.exit(await runProcess(interruption));
