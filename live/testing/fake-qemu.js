// What the launcher needs of QEMU, without QEMU: a console on stderr, QMP on file descriptor 3, a migration to a socket.
// Its first argument is what it does: boot, panic, silent, refuse, slow.
'use strict';
const net = require('node:net');
const { createInterface } = require('node:readline');

const [mode = ''] = process.argv.slice(2);
if (process.argv.includes('--version')) {
  console.log('QEMU emulator version 9.0.1 (a fake)');
  process.exit(0);
}
process.stdin.resume();
if (mode === 'panic') {
  process.stderr.write(
    '[    1.0] VFS: cannot open \x1b[31mroot\x1b[0m\n[    1.1] Kernel panic - not syncing\n',
    () => process.exit(1),
  );
}
if (mode === 'silent') setInterval(() => undefined, 1000);
if (['boot', 'refuse', 'slow'].includes(mode)) setTimeout(() => process.stderr.write('hvspec: re'), 20);
if (['boot', 'refuse', 'slow'].includes(mode)) setTimeout(() => process.stderr.write('ady (1.00 s)\n'), 40);
if (process.argv.includes('socket,id=qmp,fd=3')) answer(new net.Socket({ fd: 3 }));

/** @param {import('node:net').Socket} socket */
function answer(socket) {
  let status = 'none';
  /** @param {object} message */
  const say = (message) => socket.write(`${JSON.stringify(message)}\n`);
  say({ QMP: { version: {} } });
  createInterface({ input: socket }).on('line', (line) => {
    const { execute, arguments: given } = JSON.parse(line);
    if (execute === 'migrate' && mode === 'refuse')
      return say({ error: { class: 'GenericError', desc: 'State blocked' } });
    if (execute === 'migrate' && mode === 'slow') return;
    if (execute === 'migrate') {
      say({ event: 'STOP' });
      const stream = net.connect(given.uri.replace('unix:', ''), () =>
        stream.end('frozen', () => (status = 'completed')),
      );
    }
    say({ return: execute === 'query-migrate' ? { status } : {} });
  });
}
