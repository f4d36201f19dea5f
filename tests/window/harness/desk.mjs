// A program beside the console's window, from which files are dragged as from a file manager.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './children.mjs';

const SOURCE = fileURLToPath(new URL('desk.c', import.meta.url));

/** Where it can be grabbed: it stands in the display's corner. */
export const ON_THE_DESK = { x: 30, y: 20 };

/**
 * Builds and shows it on a display.
 * @param {string} folder for the program
 * @param {string} display
 * @param {string[]} files
 */
export async function desk(folder, display, files) {
  const program = join(folder, 'desk');
  const gtk = execFileSync('pkg-config', ['--cflags', '--libs', 'gtk+-3.0'], { encoding: 'utf8' }).trim().split(/\s+/);
  execFileSync('cc', ['-o', program, SOURCE, ...gtk]);
  const child = new Child(program, files, { env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' } });
  await child.line(/^(shown)$/m);
  return child;
}

/**
 * Marks a window as one of a window manager, of which the tests' displays have none: things are
 * dropped on such windows alone.
 * @param {string} display @param {string} name the window's class
 */
export function manage(display, name) {
  const env = { ...process.env, DISPLAY: display };
  const found = execFileSync('xdotool', ['search', '--onlyvisible', '--class', name], { env, encoding: 'utf8' });
  for (const window of found.trim().split('\n')) {
    execFileSync('xprop', ['-id', window, '-f', 'WM_STATE', '32c', '-set', 'WM_STATE', '1'], { env });
  }
}
