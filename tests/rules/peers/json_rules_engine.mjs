// The conditions of tests/rules/speed.cpp in json-rules-engine: 5 candidates an event, four comparisons each.
//
//   npm install --no-audit --no-fund && node json_rules_engine.mjs [RULES [CANDIDATES]]
import { Engine } from "json-rules-engine";

const rules = Number(process.argv[2] ?? 1000);
const candidates = Number(process.argv[3] ?? 5);

function conditions(rule) {
  return {
    all: [
      { fact: "total", operator: "greaterThanInclusive", value: rule % 200 },
      { fact: "country", operator: "equal", value: "DK" },
      { fact: "visits", operator: "lessThan", value: 100 + rule },
      { fact: "kind", operator: "equal", value: `chair-${rule}` },
    ],
  };
}

// An engine for each group of candidates: the event's name has told which rules may fire, as in dialogd.
const engines = [];
for (let first = 0; first < rules; first += candidates) {
  const engine = new Engine();
  for (let rule = first; rule < Math.min(first + candidates, rules); ++rule)
    engine.addRule({ conditions: conditions(rule), event: { type: `rule-${rule}` } });
  engines.push(engine);
}

const facts = { total: 250, country: "DK", visits: 7, kind: "sofa" };
let events = 0;
let held = 0;
const begin = performance.now();
while (performance.now() - begin < 2000) {
  for (let i = 0; i < 100; ++i, ++events) {
    const outcome = await engines[events % engines.length].run(facts);
    held += outcome.events.length;
  }
}
const took = (performance.now() - begin) / 1000;
const name = `json-rules-engine, ${candidates} of ${rules}`;
console.log(`${name.padEnd(56)} ${Math.round(events / took).toString().padStart(10)} events/s  (${held} held)`);
