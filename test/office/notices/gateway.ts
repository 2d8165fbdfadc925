import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A gateway that keeps what it is sent and answers as told (a status, or not at all); then 200. */
export async function openGateway() {
  const received: Received[] = [];
  const answers: (number | 'hold')[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const answer = answers.shift() ?? 200;
      if (answer !== 'hold') response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url, received, answers, close };
}

export interface Mail {
  to: string[];
  text: string;
}

type MailAnswer = 'take' | 'hold' | 'break' | { code: number; at: 'RCPT' | 'DATA' };

/** A mail server. `answer.next`: what it does to the next mails: take, hold for ever, break off, or refuse. */
export async function openMailServer() {
  const mails: Mail[] = [];
  const answer: { next: MailAnswer } = { next: 'take' };
  const seen = { conversations: 0 };
  const refuse = (code: number) => Object.assign(new Error('no'), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo(_address, _session, done) {
      const { next } = answer;
      done(typeof next === 'object' && next.at === 'RCPT' ? refuse(next.code) : undefined);
    },
    onData(stream, session, done) {
      seen.conversations += 1;
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { next } = answer;
        if (next === 'hold') return;
        if (next === 'break')
          return void [...server.connections].forEach((c) => (c as never as Conversation)._socket.destroy());
        if (typeof next === 'object') return done(refuse(next.code));
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined); // a conversation broken off by the other side
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const close = () => {
    for (const c of [...server.connections]) (c as never as Conversation)._socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, mails, answer, seen, close };
}

interface Conversation {
  _socket: { destroy(): void };
}
