// Serves the pages that show_pages wrote, on loopback, with their own status and headers, so that the content
// security policy holds as it will.
import { readFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

export function serve(folder) {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url.slice(1)).replace(/[^a-z_-]/g, '');
    const file = join(folder, name + '.html');
    if (!existsSync(file)) return response.writeHead(204).end();
    const [status, ...lines] = readFileSync(join(folder, name + '.headers'), 'utf8').trim().split('\n');
    const headers = Object.fromEntries(lines.map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }));
    response.writeHead(Number(status), headers).end(readFileSync(file));
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}
