// Sends real events through the client libraries of Segment, RudderStack and CloudEvents to a running
// dialogd:   node send.mjs http://127.0.0.1:8080 KEY
// Prints one line for each library, and ends with 1 when any of them was not answered 2xx.
import {Analytics} from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import {CloudEvent, HTTP} from 'cloudevents';

const [url, key] = process.argv.slice(2);
if (!url || !key) {
  console.error('usage: node send.mjs URL KEY');
  process.exit(2);
}
let failed = false;

function report(name, error) {
  console.log(`${name}: ${error ? 'failed: ' + (error.message ?? error) : 'ok'}`);
  failed = failed || Boolean(error);
}

async function segment() {
  const analytics = new Analytics({writeKey: key, host: url, path: '/v1/batch', maxRetries: 1, flushInterval: 100});
  let error;
  analytics.on('error', (e) => { error = e.reason ?? e.code ?? e; });
  analytics.identify({userId: 'segment-1', anonymousId: 'segment-anon-1',
    traits: {email: 'segment-1@example.org', phone: '+4520123451', firstName: 'Søren', locale: 'da-DK'}});
  analytics.track({userId: 'segment-1', event: 'Order Completed', properties: {orderId: 's-1', total: 1299.5},
    timestamp: new Date()});
  analytics.page({userId: 'segment-1', name: 'Home', properties: {url: '/'}});
  analytics.screen({anonymousId: 'segment-anon-2', name: 'Start'});
  analytics.group({userId: 'segment-1', groupId: 'club', traits: {level: 'gold'}});
  analytics.alias({userId: 'segment-1', previousId: 'segment-anon-2'});
  await analytics.closeAndFlush({timeout: 10000});
  report('segment', error);
}

async function rudder(name, options) {
  const client = new RudderAnalytics(key, {dataPlaneUrl: url, flushAt: 20, flushInterval: 100, ...options});
  const done = (call) => new Promise((resolve) => call((error) => resolve(error)));
  const waits = [
    done((callback) => client.identify({userId: `${name}-1`, traits: {email: `${name}-1@example.org`}}, callback)),
    done((callback) => client.track({userId: `${name}-1`, event: 'Order Completed', properties: {total: 99}}, callback)),
    done((callback) => client.page({userId: `${name}-1`, name: 'Home'}, callback)),
  ];
  client.flush();
  const errors = (await Promise.all(waits)).filter(Boolean);
  report(name, errors[0]);
}

async function post(message) {
  const response = await fetch(`${url}/v1/cloudevents`,
    {method: 'POST', headers: {...message.headers, authorization: `Bearer ${key}`}, body: message.body});
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

async function cloudevents() {
  const event = (id) => new CloudEvent({id, type: 'order.placed', source: '/shop', subject: 'cloud-1',
    data: {total: 1299.5, note: 'blåbær'}});
  const ways = {
    'cloudevents-binary': () => HTTP.binary(event('c-1')),
    'cloudevents-structured': () => HTTP.structured(event('c-2')),
    'cloudevents-batch': () => ({headers: {'content-type': 'application/cloudevents-batch+json; charset=utf-8'},
      body: JSON.stringify([event('c-3'), event('c-4')])}),
  };
  for (const [name, make] of Object.entries(ways)) {
    let error;
    try {
      await post(make());
    } catch (e) {
      error = e;
    }
    report(name, error);
  }
}

await segment();
await rudder('rudder-gzip', {gzip: true});
await rudder('rudder-plain', {gzip: false});
await cloudevents();
process.exit(failed ? 1 : 0);
