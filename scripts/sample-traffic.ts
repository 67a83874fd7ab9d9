/** A morning of posts for pictures: everyday traffic first, then one of each thing worth seeing. Numbers are 555-01xx. */
export interface SampleRequest {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'Jakarta Commons-HttpClient/3.1' };

const subscribers = [
  ['13125550142', 'JOIN', 'join please', 'Acme Wireless'],
  ['17735550117', 'PIZZA', 'pizza Friday 7pm for 4 people', 'Northern Cell'],
  ['18475550163', 'JOIN', 'JOIN', 'Acme Wireless'],
  ['13125550142', 'JOIN', 'what are your opening hours?', 'Acme Wireless'],
  ['16305550188', 'STOP', 'stop', 'Prairie Mobile'],
  ['17735550117', 'PIZZA', 'make that 5, thanks!', 'Northern Cell'],
  ['12245550109', 'VOTE', 'Vote 2 — the café on Main', 'Lakeside'],
] as const;

function callback(index: number, changes: Record<string, string | null> = {}): SampleRequest {
  const [phone, keyword, message, carrier] = subscribers[index % subscribers.length] as (typeof subscribers)[number];
  const fields: Record<string, string | null> = {
    title: 'Summer offers',
    code: '12345',
    shortcode: '12345',
    message,
    phone,
    carrier,
    keyword,
    group: 'Chicago',
    custom_ticket: `order-${180 + index}`,
    default_keyword: 'JOIN',
    ...changes,
  };
  const sent = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null);
  return { path: '/callback', headers: form, body: new URLSearchParams(sent).toString() };
}

function status(ticket: string, value: string, phone: string): SampleRequest {
  const fields = { code: '12345', sendTo: phone, status: value, ticket, custom_ticket: `order-${ticket.slice(-3)}` };
  return { path: '/status', headers: form, body: new URLSearchParams(fields).toString() };
}

/** The requests, in the order in which they are sent. */
export function sampleTraffic(): SampleRequest[] {
  const posts: SampleRequest[] = [];
  for (let i = 0; i < 24; i++) {
    posts.push(callback(i));
    const [phone] = subscribers[i % subscribers.length] as (typeof subscribers)[number];
    if (i % 2 === 0) {
      posts.push(status(`99${180 + i}`, 'queued', phone));
      posts.push(status(`99${180 + i}`, i % 6 === 0 ? 'rejected' : 'sent', phone));
    }
  }
  posts.push(
    status('99204', 'sent', '13125550142'),
    {
      path: '/hooks/other',
      headers: { 'Content-Type': 'application/json' },
      body: '{"event":"ping","attempt":9007199254740993}',
    },
    {
      path: '/callback',
      headers: form,
      body: 'code=12345&sendTo=13125550142&status=sent&ticket=99190&custom_ticket=order-190',
    },
    callback(26, { message: '0', carrier: null, sub_group: 'west' }),
    {
      path: '/callback',
      headers: form,
      body: 'title=Offers&code=12345&shortcode=12345&message=caf%E9&phone=13125550142&carrier=Acme&keyword=JOIN&group=7&custom_ticket=1&default_keyword=JOIN',
    },
    callback(0, {
      message: 'join please',
      custom_ticket: 'order-182',
      user_name: '13125550100',
      password: 'correct horse battery',
      api_key: 'k-5f2c9e7ab1',
    }),
  );
  return posts;
}
